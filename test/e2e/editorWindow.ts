import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  /** Another Node to run the editor with. */
  readonly host?: EditorHost;
}

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
  }: WindowOptions): Promise<EditorWindow> {
    const folder = mkdtempSync('/run/virtcell-editor-');
    const workspace = join(folder, 'workspace');
    mkdirSync(workspace);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(workspace, name), content);
    const server = await serveEditor({
      host,
      folder: workspace,
      extension: stageExtension(join(folder, 'extension')),
      dataDir: join(folder, 'data'),
      user: { env: { ...process.env, VIRTCELL_SOCKET: socket } },
      settings: { ...READABLE, ...settings },
      logLevel,
    });
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGUMENTS });
    const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
    page.setDefaultTimeout(20_000);
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
