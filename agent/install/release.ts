import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from './manifest.ts';
import { readSource } from './source.ts';

/** A file of a release: what it is made from, and its place in the release's folder. */
export interface ReleaseFile {
  readonly origin: { readonly file: string } | { readonly text: string };
  readonly path: string;
  readonly mode: number;
  readonly size: number;
  readonly sha256: string;
}

/** The folders that a release is made from. */
export interface ReleaseSource {
  /** The bundles. */
  readonly dist: string;
  /** npm packages with native code, by name. node-pty is optional. */
  readonly packages: Readonly<Record<string, string>>;
}

/**
 * Every program of the build, and what it has for people, so that a release can be installed from; the editor's part is a
 * .cjs, and its pages lie in a folder.
 */
const BUILT = /^([^/]+\.js|virtcell\.1|completion\.bash)$/;
/** What of each package is needed at run time. */
const NEEDED: readonly (readonly [name: RegExp, files: RegExp])[] = [
  [/^koffi$/, /^(package\.json|LICENSE\.txt|(index|src\/.+)\.c?js)$/],
  // The one for glibc, which is what the agent calls.
  [/^@koromix\//, /^(package\.json|index\.js|linux_[a-z0-9]+\/koffi\.node)$/],
  [/^node-pty$/, /^(package\.json|LICENSE|lib\/(?!.*\.test\.js$).+\.js|build\/Release\/pty\.node)$/],
];

/** The files of a release, by their place; each is read once, for its hash. */
export function releaseFiles({ dist, packages }: ReleaseSource, owners?: ReadonlySet<number>): ReleaseFile[] {
  const ofPackages = Object.entries(packages).flatMap(([name, folder]) => {
    const needed = NEEDED.find(([pattern]) => pattern.test(name))?.[1];
    if (!needed) return [];
    return filesIn(folder, needed).map((file) => [join(folder, file), `node_modules/${name}/${file}`] as const);
  });
  const built = filesIn(dist, BUILT).map((file) => [join(dist, file), file] as const);
  return [...built, ...ofPackages]
    .map(([from, path]) => copiedFile(from, path, owners, path === 'virtcell.js' ? 0o755 : 0o644))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** @param owners see readSource */
export function copiedFile(
  from: string,
  path: string,
  owners: ReadonlySet<number> | undefined,
  mode: number,
): ReleaseFile {
  const content = readSource(from, owners);
  return { origin: { file: from }, path, mode, size: content.length, sha256: sha256(content) };
}

/** Says that the bundles are ES modules, and whose. */
export function packageFile(version: string): ReleaseFile {
  const text = `${JSON.stringify({ name: 'virtcell', version, type: 'module', private: true })}\n`;
  return { origin: { text }, path: 'package.json', mode: 0o644, size: text.length, sha256: sha256(text) };
}

const filesIn = (folder: string, pattern: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => pattern.test(name));

/** The same files make the same name, so that installing twice is doing nothing. */
export const releaseName = (version: string, files: readonly ReleaseFile[]): string =>
  `${version}-${sha256(files.map(({ path, sha256: hash }) => `${hash} ${path}\n`).join('')).slice(0, 12)}`;
