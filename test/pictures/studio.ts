import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { linuxGuest } from '../../scripts/guest/linux.mjs';
import { fillSample } from '../../scripts/start/fillSample.mjs';
import { AgentProcess } from '../agent/agentProcess.ts';
import { EditorServer } from '../e2e/editorServer.ts';
import { type EditorWindow, THEMES, type WindowOptions } from '../e2e/editorWindow.ts';
import { sample } from '../e2e/linuxDomain.ts';

/** It is read in the pictures, so it is always the same, and nobody's. */
const FOLDER = '/run/virtcell-demo';

const SIZE = { width: 1280, height: 800 };

/** Nothing around that does not belong to us. */
const SETTINGS = {
  'editor.minimap.enabled': false,
  'editor.wordWrap': 'on',
  'workbench.layoutControl.enabled': false,
  'window.commandCenter': false,
  'workbench.navigationControl.enabled': false,
  'files.autoSave': 'off',
};

const { dark, light, contrast } = THEMES;

/** An agent, and one window after another that pictures are taken of. */
export class Studio {
  readonly agent: AgentProcess;
  readonly #into: string;
  #server: EditorServer | undefined;
  #window: EditorWindow | undefined;

  private constructor(agent: AgentProcess, into: string) {
    this.agent = agent;
    this.#into = into;
  }

  /** @param into the pictures' folder */
  static async open(into: string): Promise<Studio> {
    mkdirSync(FOLDER, { mode: 0o755 });
    const guest = dirname(linuxGuest().kernel);
    cpSync(guest, join(FOLDER, 'linux-guest'), { recursive: true });
    // A session of its own: Ctrl-C is for the program, which ends the agent after its domains.
    const agent = await AgentProcess.start({ folder: join(FOLDER, 'agent'), wrapper: ['setsid'] });
    return new Studio(agent, into);
  }

  async window({
    socket = this.agent.socket,
    ...options
  }: WindowOptions & { readonly socket?: string }): Promise<EditorWindow> {
    await this.clear();
    this.#server = await EditorServer.start({
      socket,
      folder: join(FOLDER, 'editor'),
      complete: true,
      endsInOrder: true,
    });
    this.#window = await this.#server.open({ size: SIZE, ...options, settings: { ...SETTINGS, ...options.settings } });
    await this.#window.wear(dark);
    return this.#window;
  }

  /** The sample that boots a Linux, without the words above it, by another name. */
  linuxDomain(name: string): string {
    const xml = sample('linux').replace(/^<!--[\s\S]*?-->\n/, '');
    return fillSample(xml, FOLDER)
      .replace('<name>demo<', `<name>${name}<`)
      .replace(/ *<title>.*\n/, '');
  }

  /** In each theme, as `<view>-<theme>.png`. */
  async take(view: string): Promise<void> {
    const window = this.#window;
    if (!window) throw new Error('there is no window');
    const { page } = window.workbench;
    // In the status bar, where it points at nothing.
    await page.mouse.move(SIZE.width / 2, SIZE.height - 2);
    await page.locator('.workbench-hover').waitFor({ state: 'hidden' });
    for (const [name, theme] of Object.entries({ light, contrast, dark })) {
      await window.wear(theme);
      const path = join(this.#into, `${view}-${name}.png`);
      await page.screenshot({ path, animations: 'disabled' });
    }
  }

  /** What is in sight where a scene failed. */
  async keep(scene: string): Promise<void> {
    await this.#window?.picture(`failed scene ${scene}`);
  }

  /** Ends the window and every machine. */
  async clear(): Promise<void> {
    await this.#server?.end();
    this.#server = undefined;
    this.#window = undefined;
    for (const { name } of (await this.agent.json(['list', '--all'])) as { name: string }[]) {
      await this.agent.virtcell(['destroy', name]);
      await this.agent.virtcell(['undefine', name]);
    }
  }

  async close(): Promise<void> {
    await this.#server?.end();
    await this.agent.dispose();
    rmSync(FOLDER, { recursive: true, force: true });
  }
}
