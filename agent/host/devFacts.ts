import { type Dirent, readdirSync } from 'node:fs';
import type { Domain } from '../../domain-xml/model/domain.ts';
import type { PreservedMount } from '../../plan/privateDev/devPlan.ts';
import { followLinks } from '../../plan/privateDev/followLinks.ts';
import type { BackingImage, DevFacts, Lookup } from '../../plan/privateDev/hostFacts.ts';
import { isBelowDev, parentsBelowDev } from '../../plan/privateDev/paths.ts';
import { wantedPaths } from '../../plan/privateDev/wanted.ts';
import { lookUp } from './devEntry.ts';
import { preservedMounts } from './preservedMounts.ts';

/** How a user sees paths outside /dev: answers for each, in the same order. See callerView. */
export type LookUpAsCaller = (paths: readonly string[]) => Promise<readonly Lookup[]>;

/**
 * Gathers what the plan of this domain needs to know of the host. /dev is looked at by this process, since devtmpfs
 * answers at once; any other path belongs to somebody else, may hang, and is looked at by the caller's own eyes.
 */
export async function gatherDevFacts(
  domain: Domain,
  defaultNodes: readonly string[],
  backingChains: Readonly<Record<string, readonly BackingImage[]>>,
  lookUpAsCaller: LookUpAsCaller,
): Promise<DevFacts> {
  const entries: Record<string, Lookup> = { '/': rootDirectory, '/dev': lookUp('/dev') };
  const mounts = preservedMounts();
  const paths = wantedPaths(domain, defaultNodes, backingChains).map((wanted) => wanted.path);
  await followAll(paths, entries, lookUpAsCaller);
  for (const path of [...Object.keys(entries), ...mounts.map((mount) => mount.path)]) {
    for (const parent of parentsBelowDev(path)) entries[parent] ??= lookUp(parent);
  }
  return { entries, mounts, hostPaths: pathsBelowDev(mounts), backingChains };
}

const rootDirectory: Lookup = { found: { kind: 'directory', access: { mode: 0o755, uid: 0, gid: 0 } } };

/** Looks up whatever the ways to `paths` still lack, all ways one step further at a time, until none lacks anything. */
async function followAll(
  paths: readonly string[],
  entries: Record<string, Lookup>,
  lookUpAsCaller: LookUpAsCaller,
): Promise<void> {
  const entryAt = (path: string): Lookup | undefined => {
    if (isBelowDev(path)) entries[path] ??= lookUp(path);
    return entries[path];
  };
  for (;;) {
    const unknown = new Set<string>();
    for (const path of paths) {
      const followed = followLinks(path, entryAt);
      if (followed.kind === 'unknown') for (const prefix of prefixes(path, followed.path)) unknown.add(prefix);
    }
    const missing = [...unknown].filter((path) => !(path in entries));
    if (missing.length === 0) return;
    const answers = await lookUpAsCaller(missing);
    for (const [index, path] of missing.entries()) entries[path] = answers[index] ?? { errno: 'ENOENT' };
  }
}

/** The path that is needed now and, as they will be next unless a link intervenes, the components after it. */
function prefixes(path: string, needed: string): string[] {
  if (!path.startsWith(`${needed}/`)) return [needed];
  const found = [needed];
  for (let end = path.indexOf('/', needed.length + 1); end !== -1; end = path.indexOf('/', end + 1)) {
    found.push(path.slice(0, end));
  }
  return [...found, path];
}

/** Every path below /dev, those below preserved mounts left out: they are not the private /dev's to hide. */
function pathsBelowDev(mounts: readonly PreservedMount[]): string[] {
  const skipped = new Set(mounts.map((mount) => mount.path));
  const found: string[] = [];
  const visit = (directory: string): void => {
    for (const entry of namesIn(directory)) {
      const path = `${directory}/${entry.name}`;
      if (skipped.has(path)) continue;
      found.push(path);
      if (entry.isDirectory()) visit(path);
    }
  };
  visit('/dev');
  return found;
}

/** A folder may go while /dev is walked: unplugging a USB device takes its own with it. */
function namesIn(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
