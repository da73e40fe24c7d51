import type { Disk, Domain } from '../../../domain-xml/model/domain.ts';
import type { Access, DevEntry, HostDev, PreservedMount } from '../../../plan/privateDev/devPlan.ts';
import { followLinks } from '../../../plan/privateDev/followLinks.ts';
import type {
  BackingImage,
  DevFacts,
  Grant,
  HardwareFacts,
  Lookup,
  Wishes,
} from '../../../plan/privateDev/hostFacts.ts';
import { isBelow, isBelowDev, normalise, parentsBelowDev } from '../../../plan/privateDev/paths.ts';
import { type PlanResult, planPrivateDev } from '../../../plan/privateDev/planPrivateDev.ts';
import { readHardware } from '../../../plan/privateDev/readHardware.ts';
import { renderNodeAmong } from '../../../plan/privateDev/renderNode.ts';
import { pathsOfStacks, stacksBelow } from '../../../plan/privateDev/stacks.ts';
import { wantedPaths } from '../../../plan/privateDev/wanted.ts';
import { domain } from '../commandLine/sampleDomains.ts';
import { inEnglish } from './inEnglish.ts';
import { type MadeUpSysfs, sysfsOf } from './madeUpSysfs.ts';

/**
 * A host that is nothing but text: `c 1:3`, `b 7:0`, `-> target`, `directory`, `file`, `socket`, `fifo`, or the name
 * of an errno. Directories above an entry need not be written down.
 */
export type MadeUpHost = Readonly<Record<string, string>>;

export const access: Access = { mode: 0o660, uid: 0, gid: 6 };
export const directoryAccess: Access = { mode: 0o755, uid: 0, gid: 0 };

export function entry(text: string): DevEntry {
  if (text.startsWith('-> ')) return { kind: 'link', target: text.slice(3) };
  const device = /^([cb]) (\d+):(\d+)$/.exec(text);
  if (device) {
    return { kind: device[1] === 'c' ? 'char' : 'block', major: Number(device[2]), minor: Number(device[3]), access };
  }
  if (text === 'directory') return { kind: text, access: directoryAccess };
  if (text === 'file' || text === 'socket' || text === 'fifo') return { kind: text, access };
  throw new RangeError(`not an entry: ${text}`);
}

/** lstat(2) on a made-up host, for a path without links in its middle. */
export function lookUpOn(host: MadeUpHost, path: string): Lookup {
  const text = host[path];
  if (text !== undefined) return /^E[A-Z]+$/.test(text) ? { errno: text } : { found: entry(text) };
  const isParent = path === '/' || path === '/dev' || Object.keys(host).some((known) => isBelow(known, path));
  if (isParent) return { found: entry('directory') };
  const parent = lookUpOn(host, normalise(`${path}/..`));
  if ('errno' in parent) return parent;
  return { errno: parent.found.kind === 'directory' ? 'ENOENT' : 'ENOTDIR' };
}

export interface HostExtras {
  readonly mounts?: readonly PreservedMount[];
  readonly defaults?: readonly string[];
  readonly backingChains?: Readonly<Record<string, readonly BackingImage[]>>;
  readonly hardware?: HardwareFacts;
  readonly sysfs?: MadeUpSysfs;
  readonly grants?: readonly Grant[];
  readonly hostDev?: HostDev;
}

/** What the agent would gather on such a host for this domain. */
export function factsOf(wanting: Domain, host: MadeUpHost, extras: HostExtras = {}): DevFacts {
  const { mounts = [], backingChains = {}, sysfs = {}, hostDev = 'detached' } = extras;
  const namesIn = (folder: string): string[] =>
    Object.keys(host).flatMap((path) => (path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : []));
  const hardware = {
    ...readHardware(wanting, sysfsOf(sysfs)),
    ...renderNodeAmong(namesIn('/dev/dri')),
    sound: namesIn('/dev/snd'),
    ...extras.hardware,
  };
  const entries: Record<string, Lookup> = {};
  const entryAt = (path: string): Lookup => {
    const lookup = lookUpOn(host, path);
    entries[path] = lookup;
    return lookup;
  };
  const wanted = wantedPaths(wanting, wishesOf(extras), { backingChains, hardware });
  for (const { path } of wanted) followLinks(path, entryAt);
  const stacks = stacksBelow(wanted, entryAt, sysfsOf(sysfs));
  for (const path of pathsOfStacks(stacks)) followLinks(path, entryAt);
  for (const path of [...Object.keys(entries), ...mounts.map((mount) => mount.path)])
    parentsBelowDev(path).map(entryAt);
  const preserved = (path: string) => mounts.some((mount) => path === mount.path || isBelow(path, mount.path));
  const hostPaths = Object.keys(host).flatMap((path) => (isBelowDev(path) ? [...parentsBelowDev(path), path] : []));
  return {
    entries,
    mounts,
    hostPaths: [...new Set(hostPaths)].filter((path) => !preserved(path)),
    backingChains,
    hardware,
    stacks,
    hostDev,
  };
}

const wishesOf = ({ defaults = [], grants = [] }: HostExtras): Wishes => ({ defaultNodes: defaults, grants });

export const planResultOn = (wanting: Domain, host: MadeUpHost, extras: HostExtras = {}): PlanResult =>
  planPrivateDev(wanting, factsOf(wanting, host, extras), wishesOf(extras));

/** The same, with what is said in English. */
export function planOn(wanting: Domain, host: MadeUpHost, extras: HostExtras = {}) {
  const { plan, diagnostics } = planResultOn(wanting, host, extras);
  return { plan, diagnostics: inEnglish(diagnostics) };
}

/** The range that stands for "the element with this number" in a made-up domain. */
export const rangeAt = (line: number) => ({ start: { line, character: 4 }, end: { line, character: 40 } });

/** A domain with a disk for each path, each with an element and a range of its own. */
export const wanting = (...paths: string[]): Domain => domain({ disks: paths.map(diskOn) });

function diskOn(path: string, index: number): Disk {
  const origin = { element: `/domain/devices/disk[${index + 1}]/source`, range: rangeAt(index) };
  return {
    alias: `virtio-disk${index}`,
    origin,
    device: 'disk',
    format: 'raw',
    target: { dev: `vd${index}`, bus: 'virtio' },
    source: { path, origin, kind: 'block' },
    readonly: false,
    shareable: false,
  };
}

export const elementReason = (index: number) => ({
  kind: 'element' as const,
  element: `/domain/devices/disk[${index + 1}]/source`,
  range: rangeAt(index),
});

export const mountAt = (path: string, parts: Partial<PreservedMount> = {}): PreservedMount => ({
  path,
  source: 'tmpfs',
  fsType: 'tmpfs',
  options: ['rw'],
  onto: 'directory',
  ...parts,
});
