import { afterAll, afterEach, beforeAll } from 'vitest';
import { AgentProcess } from '../agent/agentProcess.ts';
import { EditorWindow, type WindowOptions } from './editorWindow.ts';

/** One agent for the tests of a file, and for each test a window that is closed after it. */
export class EditorSuite {
  #agent: AgentProcess | undefined;
  #window: EditorWindow | undefined;

  constructor() {
    beforeAll(async () => {
      this.#agent = await AgentProcess.start();
    });
    afterEach(async ({ task }) => {
      await this.#window?.close(task.result?.state === 'fail' ? task.name : undefined);
      this.#window = undefined;
    });
    afterAll(() => this.#agent?.dispose());
  }

  get agent(): AgentProcess {
    if (!this.#agent) throw new Error('the agent runs during tests only');
    return this.#agent;
  }

  /** A window whose extension looks for this suite's agent, unless told otherwise. */
  async open(options: Omit<WindowOptions, 'socket'> & { readonly socket?: string }): Promise<EditorWindow> {
    this.#window = await EditorWindow.open({ socket: this.agent.socket, ...options });
    return this.#window;
  }
}
