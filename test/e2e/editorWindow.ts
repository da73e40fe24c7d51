import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { CHROMIUM, CHROMIUM_ARGUMENTS } from '../../scripts/editor/browser.mjs';
import { type EditorHost, editorHost } from '../../scripts/editor/host.mjs';
import { type ServedEditor, serveEditor } from '../../scripts/editor/serve.mjs';
import { stageExtension } from '../../scripts/editor/stage.mjs';
import { pageRecord, recordPage } from './pageRecord.ts';
import { Workbench } from './workbench.ts';

export interface WindowOptions {
  /** Where the extension looks for the agent. */
  readonly socket: string;
  /** The workspace's files, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly logLevel?: string;
  /** The workspace is not trusted. */
  readonly restricted?: boolean;
  /** Other extensions' folders, by their ids. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Another Node to run the editor with. */
  readonly host?: EditorHost;
  /** Where the workspace and the editor's own lie, instead of in a new folder; made here, and gone with the window. */
  readonly folder?: string;
  readonly size?: { readonly width: number; readonly height: number };
}

/** One of the editor's own themes, and the file that it is in. */
export interface Theme {
  readonly name: string;
  readonly file: string;
}

/** Of each kind what the editor has by itself. */
export const THEMES = {
  dark: { name: 'Dark 2026', file: '2026-dark' },
  light: { name: 'Light 2026', file: '2026-light' },
  contrast: { name: 'Default High Contrast', file: 'hc_black' },
  lightContrast: { name: 'Default High Contrast Light', file: 'hc_light' },
} as const satisfies Record<string, Theme>;

/** What it had until 2025. */
export const OLDER_THEMES = {
  olderDark: { name: 'Dark Modern', file: 'dark_modern' },
  olderLight: { name: 'Light Modern', file: 'light_modern' },
} as const satisfies Record<string, Theme>;

const PICTURES = fileURLToPath(new URL('../../.cache/screenshots', import.meta.url));

/** The words are set by a renderer of elements, so that a test can read them. */
const READABLE = { 'terminal.integrated.gpuAcceleration': 'off', 'editor.accessibilitySupport': 'off' };

/** The real editor with a workspace of a test's own, in a browser's window. */
export class EditorWindow {
  readonly workbench: Workbench;
  readonly folder: string;
  readonly server: ServedEditor;
  readonly #browser: Browser;

  private constructor(folder: string, server: ServedEditor, browser: Browser, workbench: Workbench) {
    this.folder = folder;
    this.server = server;
    this.#browser = browser;
    this.workbench = workbench;
  }

  static async open({
    socket,
    files,
    settings,
    logLevel = 'debug',
    host = editorHost(),
    beside = {},
    restricted = false,
    folder = mkdtempSync('/run/virtcell-editor-'),
    size = { width: 1600, height: 900 },
  }: WindowOptions): Promise<EditorWindow> {
    const workspace = join(folder, 'workspace');
    mkdirSync(workspace, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      const file = join(workspace, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const server = await serveEditor({
      host,
      folder: workspace,
      extension: stageExtension(join(folder, 'extension')),
      beside,
      dataDir: join(folder, 'data'),
      user: { env: { ...process.env, VIRTCELL_SOCKET: socket } },
      settings: { ...READABLE, ...settings },
      logLevel,
      restricted,
    });
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGUMENTS });
    const page = await browser.newPage({ viewport: size });
    page.setDefaultTimeout(45_000);
    await recordPage(page);
    await page.goto(server.url);
    await page.locator('.monaco-workbench').waitFor();
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    return new EditorWindow(folder, server, browser, new Workbench(page));
  }

  /** Keeps a picture of the window below .cache/. */
  async picture(name: string): Promise<void> {
    await this.workbench.page.screenshot({ path: evidence(name, 'png') });
  }

  /** Dresses the window anew; what is open in it stays open. */
  async wear({ name, file }: Theme): Promise<void> {
    const settings: Record<string, unknown> = JSON.parse(readFileSync(this.#settings, 'utf8'));
    writeFileSync(this.#settings, JSON.stringify({ ...settings, 'workbench.colorTheme': name }));
    const { page } = this.workbench;
    await page.locator(`.monaco-workbench.vscode-theme-defaults-themes-${file}-json`).waitFor();
    for (const view of await page.locator('iframe.webview.ready').all()) {
      const body = view.contentFrame().frameLocator('#active-frame').locator(`body[data-vscode-theme-id="${name}"]`);
      await body.waitFor({ state: 'attached' });
    }
  }

  get #settings(): string {
    return join(this.folder, 'data/data/Machine/settings.json');
  }

  workspaceFile(name: string): string {
    return join(this.folder, 'workspace', name);
  }

  /** @param failed the name of a test that failed here: what was in sight then, what the mouse did and the extension's log are kept */
  async close(failed?: string): Promise<void> {
    if (failed !== undefined) await this.#keep(`failed ${failed}`);
    await this.#browser.close();
    await this.server.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #keep(name: string): Promise<void> {
    await this.picture(name);
    const files = readdirSync(this.folder, { recursive: true, encoding: 'utf8' });
    const logs = files.filter((file) => file.endsWith('/Virtcell.log')).map((file) => join(this.folder, file));
    const said = [await pageRecord(this.workbench.page), ...logs.map((log) => readFileSync(log, 'utf8'))].join('\n');
    writeFileSync(evidence(name, 'log'), said);
    // Where only the run's output is seen, this is all that is left of it.
    console.error(`${name}:\n${said}`);
  }
}

const evidence = (name: string, suffix: string): string => join(PICTURES, `${name.replace(/[^\w]+/g, '-')}.${suffix}`);
