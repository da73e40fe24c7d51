import type { Dirent } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { HostThing } from '../../../domain-xml/schema/hostThing.ts';
import { ifThere } from './ifThere.ts';

export interface HostNode {
  readonly path: string;
  readonly kind: 'block' | 'char';
  /** Of a link: what it leads to at last. */
  readonly leadsTo?: string;
}

/** Terminals of programs, shared memory, and every node once more by its number: nobody means those. */
const PASSED_BY = new Set(['/dev/pts', '/dev/shm', '/dev/mqueue', '/dev/hugepages', '/dev/char', '/dev/block']);
const MAX_DEPTH = 4;
const MAX_LINKS = 8;

/** The device nodes below /dev, and links to them. Folders are read and links; no device is opened. */
export async function hostNodes(root = '/dev'): Promise<HostNode[]> {
  const kinds = new Map<string, HostNode['kind']>();
  const links = new Map<string, string>();
  await gather(root, MAX_DEPTH, async (entry, path) => {
    if (entry.isBlockDevice()) kinds.set(path, 'block');
    else if (entry.isCharacterDevice()) kinds.set(path, 'char');
    else if (entry.isSymbolicLink()) {
      const target = await ifThere(() => readlink(path));
      if (target !== undefined) links.set(path, resolve(path, '..', target));
    }
  });
  return withLinks(kinds, links);
}

/** All by path: nodes, and those links that lead to one at last. */
export function withLinks(
  kinds: ReadonlyMap<string, HostNode['kind']>,
  links: ReadonlyMap<string, string>,
): HostNode[] {
  const nodes: HostNode[] = [...kinds].map(([path, kind]) => ({ path, kind }));
  for (const path of links.keys()) {
    const leadsTo = endOf(path, links);
    const kind = kinds.get(leadsTo);
    if (kind) nodes.push({ path, kind, leadsTo });
  }
  return nodes.sort((one, other) => one.path.localeCompare(other.path, 'en', { numeric: true }));
}

/** Those that are meant. */
export const meantNodes = (
  nodes: readonly HostNode[],
  { of, paths }: Extract<HostThing, { kind: 'node' }>,
): HostNode[] => nodes.filter(({ kind, path }) => kind === of && (paths?.test(path) ?? true));

async function gather(
  folder: string,
  depth: number,
  found: (entry: Dirent, path: string) => Promise<void>,
): Promise<void> {
  const entries = (await ifThere(() => readdir(folder, { withFileTypes: true }))) ?? [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) await found(entry, path);
    else if (depth > 1 && !PASSED_BY.has(path)) await gather(path, depth - 1, found);
  }
}

function endOf(path: string, links: ReadonlyMap<string, string>): string {
  let here = path;
  for (let hops = 0; hops < MAX_LINKS; hops++) here = links.get(here) ?? here;
  return here;
}
