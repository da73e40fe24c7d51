import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { CHROMIUM, CHROMIUM_ARGUMENTS } from '../../scripts/editor/browser.mjs';
import { type EditorHost, editorHost } from '../../scripts/editor/host.mjs';
import { type ServedEditor, serveEditor } from '../../scripts/editor/serve.mjs';
import { stageExtension } from '../../scripts/editor/stage.mjs';
import { EditorWindow, type WindowOptions } from './editorWindow.ts';

export interface ServerOptions {
  /** Where the extension looks for the agent. */
  readonly socket: string;
  /** The workspace is not trusted. */
  readonly restricted?: boolean;
  /** Other extensions' folders, by their ids. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Another Node to run the editor with. */
  readonly host?: EditorHost;
  /** With all extensions that the editor comes with, as people have it. */
  readonly complete?: boolean;
  /** Whoever starts it ends it, also when a signal asks to stop: otherwise the browser ends this process by itself. */
  readonly endsInOrder?: boolean;
  /** Where the windows' folders and the editor's own lie, instead of in a new folder; made here, and gone with the server. */
  readonly folder?: string;
}

/**
 * Of the editor's own extensions, those that have to do with ours. The others, which debug programs and talk to services,
 * take a third of the time that a window takes to open.
 */
const FEW = ['json', 'markdown-basics', 'markdown-language-features', 'theme-defaults', 'theme-seti', 'xml'];

/** The real editor's server and a browser, for one window after the other: starting both anew takes as long as a test. */
export class EditorServer {
  readonly #folder: string;
  readonly #served: ServedEditor;
  readonly #browser: Browser;
  #windows = 0;

  private constructor(folder: string, served: ServedEditor, browser: Browser) {
    this.#folder = folder;
    this.#served = served;
    this.#browser = browser;
  }

  static async start({
    socket,
    restricted = false,
    beside = {},
    host = editorHost(),
    complete = false,
    endsInOrder = false,
    folder = mkdtempSync('/run/virtcell-editor-'),
  }: ServerOptions): Promise<EditorServer> {
    mkdirSync(folder, { recursive: true });
    const served = await serveEditor({
      host,
      folder,
      extension: stageExtension(join(folder, 'extension')),
      beside,
      dataDir: dataDirIn(folder),
      user: { env: { ...process.env, VIRTCELL_SOCKET: socket } },
      logLevel: 'debug',
      restricted,
      ...(!complete && { builtins: fewOf(host, join(folder, 'builtins')) }),
    });
    const handled = !endsInOrder;
    const browser = await chromium.launch({
      ...{ executablePath: CHROMIUM, args: CHROMIUM_ARGUMENTS },
      ...{ handleSIGINT: handled, handleSIGTERM: handled, handleSIGHUP: handled },
    });
    return new EditorServer(folder, served, browser);
  }

  /** One at a time: settings are the server's. */
  open(options: WindowOptions): Promise<EditorWindow> {
    const place = { server: this.#served, browser: this.#browser, dataDir: dataDirIn(this.#folder) };
    return EditorWindow.open({ ...place, folder: join(this.#folder, `window-${++this.#windows}`) }, options);
  }

  async end(): Promise<void> {
    await this.#browser.close();
    await this.#served.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const dataDirIn = (folder: string): string => join(folder, 'data');

function fewOf(host: EditorHost, folder: string): string {
  for (const name of FEW) cpSync(join(host.folder, 'extensions', name), join(folder, name), { recursive: true });
  return folder;
}
