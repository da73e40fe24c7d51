/** The demo in the editor: the sample workspace open, and an agent that waits for a click. */
import { join } from 'node:path';
import { writeSampleWorkspace } from '../editor/sampleWorkspace.mjs';
import { stageExtension } from '../editor/stage.mjs';

/**
 * @typedef {object} OpenedEditor
 * @property {Promise<void>} ended  when the user has closed it, where that can be known
 * @property {() => Promise<void>} end
 */

/**
 * @typedef {import('./demo.mjs').Demo} Demo
 * @implements {Demo}
 */
export class EditorDemo {
  #agent;
  #cache;
  #open;
  /** @type {OpenedEditor | undefined} */
  #editor;
  /** @type {() => void} */
  #interrupt = () => {};
  #interrupted = new Promise((resolve) => {
    this.#interrupt = () => resolve(undefined);
  });

  /**
   * @param {import('./demoAgent.mjs').DemoAgent} agent
   * @param {string} cache
   * @param {(places: { workspace: string, extension: string, dataDir: string }) => Promise<OpenedEditor>} open
   */
  constructor(agent, cache, open) {
    this.#agent = agent;
    this.#cache = cache;
    this.#open = open;
  }

  async run() {
    await this.#agent.start();
    const { folder, user } = this.#agent;
    const workspace = join(folder, 'workspace');
    writeSampleWorkspace(workspace, this.#cache, user);
    const extension = stageExtension(join(folder, 'extension'));
    this.#editor = await this.#open({ workspace, extension, dataDir: join(folder, 'editor') });
    await Promise.race([this.#interrupted, this.#editor.ended]);
  }

  interrupt() {
    this.#interrupt();
    this.#agent.interrupt();
  }

  /** The editor first: what it shows must not say that its agent has gone. */
  async clear() {
    await this.#editor?.end();
    await this.#agent.clear();
  }
}
