import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { CALM_SETTINGS, type ServedEditor } from '../../scripts/editor/serve.mjs';
import { pageRecord, recordPage } from './pageRecord.ts';
import { Workbench } from './workbench.ts';

export interface WindowOptions {
  /** The workspace's files, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly size?: { readonly width: number; readonly height: number };
}

/** Where a window lies on its server. */
interface WindowPlace {
  readonly server: ServedEditor;
  readonly browser: Browser;
  /** Of the window's own, with its workspace. */
  readonly folder: string;
  /** The editor's. */
  readonly dataDir: string;
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
  /** Its own, gone when it is closed. */
  readonly folder: string;
  readonly #dataDir: string;

  private constructor({ folder, dataDir }: WindowPlace, workbench: Workbench) {
    this.folder = folder;
    this.#dataDir = dataDir;
    this.workbench = workbench;
  }

  static async open(
    place: WindowPlace,
    { files, settings, size = { width: 1600, height: 900 } }: WindowOptions,
  ): Promise<EditorWindow> {
    const workspace = join(place.folder, 'workspace');
    mkdirSync(workspace, { recursive: true });
    for (const [name, content] of Object.entries(files)) {
      const file = join(workspace, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    // Those that an earlier window left are not this one's.
    writeFileSync(settingsFile(place.dataDir), JSON.stringify({ ...CALM_SETTINGS, ...READABLE, ...settings }));
    const page = await place.browser.newPage({ viewport: size });
    page.setDefaultTimeout(45_000);
    await recordPage(page);
    await page.goto(place.server.urlOf(workspace));
    await page.locator('.monaco-workbench').waitFor();
    await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    return new EditorWindow(place, new Workbench(page));
  }

  /** Keeps a picture of the window below .cache/. */
  async picture(name: string): Promise<void> {
    await this.workbench.page.screenshot({ path: evidence(name, 'png') });
  }

  /** Dresses the window anew; what is open in it stays open. */
  async wear({ name, file }: Theme): Promise<void> {
    const settings: Record<string, unknown> = JSON.parse(readFileSync(settingsFile(this.#dataDir), 'utf8'));
    writeFileSync(settingsFile(this.#dataDir), JSON.stringify({ ...settings, 'workbench.colorTheme': name }));
    const { page } = this.workbench;
    await page.locator(`.monaco-workbench.vscode-theme-defaults-themes-${file}-json`).waitFor();
    for (const view of await page.locator('iframe.webview.ready').all()) {
      const body = view.contentFrame().frameLocator('#active-frame').locator(`body[data-vscode-theme-id="${name}"]`);
      await body.waitFor({ state: 'attached' });
    }
  }

  workspaceFile(name: string): string {
    return join(this.folder, 'workspace', name);
  }

  /** What the extension logged in this window. */
  log(): string {
    const logs = join(this.#dataDir, 'data/logs');
    const files = readdirSync(logs, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('/Virtcell.log'),
    );
    // Each window's extension host has a folder of its own, and the newest is this one's.
    const newest = files
      .map((file) => join(logs, file))
      .sort((a, b) => statSync(b).birthtimeMs - statSync(a).birthtimeMs)
      .at(0);
    return newest === undefined ? '' : readFileSync(newest, 'utf8');
  }

  /** @param failed the name of a test that failed here: what was in sight then, what the mouse did and the extension's log are kept */
  async close(failed?: string): Promise<void> {
    const { page } = this.workbench;
    if (failed !== undefined) await this.#keep(`failed ${failed}`);
    // A page that is left ends its extension host; one that is only closed may come back, and its host would wait.
    await page.goto('about:blank');
    await page.context().close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #keep(name: string): Promise<void> {
    await this.picture(name);
    const said = [await pageRecord(this.workbench.page), this.log()].join('\n');
    writeFileSync(evidence(name, 'log'), said);
    // Where only the run's output is seen, this is all that is left of it.
    console.error(`${name}:\n${said}`);
  }
}

const settingsFile = (dataDir: string): string => join(dataDir, 'data/Machine/settings.json');

const evidence = (name: string, suffix: string): string => join(PICTURES, `${name.replace(/[^\w]+/g, '-')}.${suffix}`);
