/** The extension as it is installed: what is listed here and nothing else. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Files and folders below the top. */
export const EXTENSION_FILES = [
  'dist/extension',
  'dist/webview',
  'dist/boot-sector.img',
  'media/icon.png',
  'media/icons',
  'media/language',
  'media/walkthrough',
  'samples/bootsector.domain.xml',
  'l10n',
  'package.nls.json',
  'docs/diagnostics.md',
  'docs/errors.md',
  'docs/install.md',
  'LICENSE',
  'THIRD_PARTY.md',
];

/** What the manifest has for the command line and for development. */
const NOT_THE_EXTENSIONS = [
  'type',
  'bin',
  'private',
  'scripts',
  'dependencies',
  'optionalDependencies',
  'devDependencies',
  'allowScripts',
];

/** Fills a folder anew. @param {string} into */
export function stageExtension(into, root = ROOT) {
  rmSync(into, { recursive: true, force: true });
  for (const file of EXTENSION_FILES) {
    const from = join(root, file);
    if (!existsSync(from)) throw new Error(`${file} is not there; npm run build makes what is in dist/`);
    mkdirSync(dirname(join(into, file)), { recursive: true });
    cpSync(from, join(into, file), { recursive: true });
  }
  const manifest = extensionManifest(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  writeFileSync(join(into, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return into;
}

/**
 * The extension's manifest, from the package's.
 *
 * @param {Record<string, unknown>} manifest
 */
export function extensionManifest(manifest) {
  const { engines, ...own } = Object.fromEntries(
    Object.entries(manifest).filter(([key]) => !NOT_THE_EXTENSIONS.includes(key)),
  );
  const { vscode } = /** @type {Record<string, string>} */ (engines);
  return { ...own, engines: { vscode } };
}
