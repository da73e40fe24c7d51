import type { Domain } from '../../domain-xml/model/domain.ts';
import { PTMX_OF_DEVPTS } from './boundPtmx.ts';
import type { HostDev, PreservedMount } from './devPlan.ts';
import { followLinks } from './followLinks.ts';
import type { BackingImage, DevFacts, HardwareFacts, Lookup, Wishes } from './hostFacts.ts';
import { isBelowDev, parentsBelowDev } from './paths.ts';
import { readHardware } from './readHardware.ts';
import { pathsOfStacks, stacksBelow } from './stacks.ts';
import type { Sysfs } from './sysfs.ts';
import { wantedPaths } from './wanted.ts';

/** How whoever plans sees the host. Nothing here opens a device. */
export interface HostEyes {
  /** lstat(2) of a path at or below /dev. */
  readonly lookUp: (path: string) => Lookup;
  /** The same of paths elsewhere, in the same order: they may hang, and may have to be looked at as somebody else. */
  readonly lookUpElsewhere: (paths: readonly string[]) => Promise<readonly Lookup[]>;
  /** What a folder below /dev holds; nothing when it is gone. */
  readonly namesIn: (directory: string) => readonly { readonly name: string; isDirectory(): boolean }[];
  readonly preservedMounts: () => readonly PreservedMount[];
  /** What the hardware that the domain asks for is called. */
  readonly hardware: (domain: Domain) => HardwareFacts;
  readonly sysfs: Sysfs;
  /** The text of /proc/self/uid_map, user_namespaces(7). */
  readonly uidMap: () => string;
}

/** Gathers what the plan of this domain needs to know of the host, once. */
export async function gatherFacts(
  domain: Domain,
  wishes: Wishes,
  backingChains: Readonly<Record<string, readonly BackingImage[]>>,
  eyes: HostEyes,
): Promise<DevFacts> {
  const entries: Record<string, Lookup> = { '/': rootDirectory, '/dev': eyes.lookUp('/dev') };
  const mounts = eyes.preservedMounts();
  const hardware = { ...readHardware(domain, eyes.sysfs), ...eyes.hardware(domain) };
  const wanted = wantedPaths(domain, wishes, { backingChains, hardware });
  await followAll(
    wanted.map(({ path }) => path),
    entries,
    eyes,
  );
  const stacks = stacksBelow(wanted, (path) => entries[path], eyes.sysfs);
  await followAll(pathsOfStacks(stacks), entries, eyes);
  const hostDev = fateOfHostDev(eyes.uidMap());
  if (hostDev === 'covered') entries[PTMX_OF_DEVPTS] ??= eyes.lookUp(PTMX_OF_DEVPTS);
  for (const path of [...Object.keys(entries), ...mounts.map((mount) => mount.path)]) {
    for (const parent of parentsBelowDev(path)) entries[parent] ??= eyes.lookUp(parent);
  }
  return { entries, mounts, hostPaths: pathsBelowDev(mounts, eyes), backingChains, hardware, stacks, hostDev };
}

/** Only the initial user namespace maps every id to itself; mounts that came from it are locked in any other. */
const fateOfHostDev = (uidMap: string): HostDev => (/^\s*0\s+0\s+4294967295\s*$/.test(uidMap) ? 'detached' : 'covered');

const rootDirectory: Lookup = { found: { kind: 'directory', access: { mode: 0o755, uid: 0, gid: 0 } } };

/** Looks up whatever the ways to `paths` still lack, all ways one step further at a time, until none lacks anything. */
async function followAll(
  paths: readonly string[],
  entries: Record<string, Lookup>,
  { lookUp, lookUpElsewhere }: HostEyes,
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
    const answers = await lookUpElsewhere(missing);
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
export function pathsBelowDev(
  mounts: readonly Pick<PreservedMount, 'path'>[],
  { namesIn }: Pick<HostEyes, 'namesIn'>,
): string[] {
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
