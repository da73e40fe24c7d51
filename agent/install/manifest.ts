import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { VirtcellError } from '../../protocol/errors.ts';
import { validate } from '../../protocol/validate.ts';
import { type Places, placesOf } from './places.ts';

const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/));
const file = z.object({ path: z.string(), sha256: hash, mode: z.int() });

/** Not strict: the release that is replaced may be a later one, which knows more. */
const manifest = z.object({
  version: z.string(),
  /** The name of its folder. */
  release: z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._+~-]*$/)),
  by: z.enum(['install', 'package']),
  /** The Node that runs it. */
  node: z.string(),
  /** What lies in the release's folder, beside this file. */
  files: z.array(file),
  /** What lies elsewhere, by its whole path: the command, the service's file. */
  placed: z.array(file),
  /** What installing made, and so uninstalling may take away. `config` is the hash of what was written. */
  made: z.object({ group: z.boolean(), user: z.boolean(), config: z.nullable(hash) }),
  /** The folder it was copied from, and whose that was. */
  from: z.object({ folder: z.string(), uid: z.int() }),
});

/** What an installed release consists of, as installing wrote it down. */
export type Manifest = z.infer<typeof manifest>;
export type ManifestFile = z.infer<typeof file>;

export const MANIFEST = 'manifest.json';
/** In a release's folder: the Node that runs it, or a link to it. */
export const NODE = 'node';

/** The manifest of an installed release; undefined where there is none. @throws VirtcellError when it is malformed */
export function readManifest(release: string): Manifest | undefined {
  const path = join(release, MANIFEST);
  if (!existsSync(path)) return undefined;
  return validate(manifest, parse(path), path, 'internal');
}

/** What is installed on this machine, one way or the other. @throws VirtcellError when a manifest is malformed */
export function installedHere(): { readonly places: Places; readonly manifest: Manifest } | undefined {
  for (const by of ['install', 'package'] as const) {
    const places = placesOf(by);
    const manifest = readManifest(places.current);
    if (manifest) return { places, manifest };
  }
  return undefined;
}

/** Those that can be read: of the release in use, of earlier ones, of one that an installation broke off at. */
export function readManifests({ releases }: Places): Manifest[] {
  if (!existsSync(releases)) return [];
  return readdirSync(releases).flatMap((name) => {
    try {
      return readManifest(join(releases, name)) ?? [];
    } catch (error) {
      if (error instanceof VirtcellError) return [];
      throw error;
    }
  });
}

/** Every file that any of them has outside of its folder. */
export const placedBy = (manifests: readonly Manifest[]): string[] => [
  ...new Set(manifests.flatMap(({ placed }) => placed.map(({ path }) => path))),
];

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    // Torn: the schema says so, naming the file.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export const manifestText = (value: Manifest): string => `${JSON.stringify(value, undefined, 2)}\n`;

export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** What is not as it was installed, one finding a file. */
export interface Finding {
  readonly path: string;
  readonly problem: 'missing' | 'changed' | 'owner' | 'mode' | 'not-a-file' | 'unreadable';
}

/**
 * Holds the files on disk against the manifest: content, owner and mode, and where the link to Node leads.
 *
 * @param release the folder
 */
export function findings(release: string, { by, node, files, placed }: Manifest): Finding[] {
  const link = join(release, NODE);
  const isLinked = by === 'install' && !files.some(({ path }) => path === NODE);
  const all = [...files.map((one) => ({ ...one, path: join(release, one.path) })), ...placed];
  return [
    ...all.map((one) => ({ path: one.path, problem: problemOf(one) })),
    ...(isLinked ? [{ path: link, problem: linkProblem(link, node) }] : []),
  ].flatMap(({ path, problem }) => (problem ? [{ path, problem }] : []));
}

function linkProblem(path: string, target: string): Finding['problem'] | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return 'missing';
  return stats.isSymbolicLink() && readlinkSync(path) === target ? undefined : 'changed';
}

function problemOf({ path, sha256: expected, mode }: ManifestFile): Finding['problem'] | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return 'missing';
  if (!stats.isFile()) return 'not-a-file';
  if (stats.uid !== 0 || stats.gid !== 0) return 'owner';
  if ((stats.mode & 0o7777) !== mode) return 'mode';
  try {
    return sha256(readFileSync(path)) === expected ? undefined : 'changed';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') return 'unreadable';
    throw error;
  }
}
