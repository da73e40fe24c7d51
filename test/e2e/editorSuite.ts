import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { AgentProcess } from '../agent/agentProcess.ts';
import { EditorServer, type ServerOptions } from './editorServer.ts';
import type { EditorWindow, WindowOptions } from './editorWindow.ts';

/** One agent and one served editor for the tests of a file, and for each test a window that is closed after it. */
export class EditorSuite {
  #agent: AgentProcess | undefined;
  #server: { readonly options: ServerOptions; readonly running: EditorServer } | undefined;
  #window: EditorWindow | undefined;

  constructor() {
    beforeAll(async () => {
      this.#agent = await AgentProcess.start();
    });
    afterEach(async ({ task }) => {
      const failed = task.result?.state === 'fail' ? task.name : undefined;
      if (failed !== undefined) console.error(`the agent of ${failed}:\n${this.#agent?.errors}`);
      await this.#window?.close(failed);
      this.#window = undefined;
    });
    afterAll(async () => {
      await this.#server?.running.end();
      await this.#agent?.dispose();
    });
  }

  get agent(): AgentProcess {
    if (!this.#agent) throw new Error('the agent runs during tests only');
    return this.#agent;
  }

  /** A window whose extension looks for this suite's agent, unless told otherwise. */
  async open({ files, settings, size, ...server }: WindowOptions & Partial<ServerOptions>): Promise<EditorWindow> {
    const running = await this.#serverWith({ socket: this.agent.socket, ...server });
    this.#window = await running.open({ files, ...(settings && { settings }), ...(size && { size }) });
    return this.#window;
  }

  /** The one that runs, or another where that was started with other options. */
  async #serverWith(options: ServerOptions): Promise<EditorServer> {
    if (this.#server && isDeepStrictEqual(this.#server.options, options)) return this.#server.running;
    await this.#server?.running.end();
    this.#server = undefined;
    const running = await EditorServer.start(options);
    this.#server = { options, running };
    return running;
  }
}
