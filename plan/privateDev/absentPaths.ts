import type { DevEntry, DevPlan, Reason } from './devPlan.ts';
import { type Followed, followLinks } from './followLinks.ts';
import type { Lookup } from './hostFacts.ts';
import { isBelowDev, normalise } from './paths.ts';

/** A wanted path that led nowhere and does by now, and what it leads to. */
export interface Appeared {
  readonly path: string;
  readonly reasons: readonly Reason[];
  readonly found: DevEntry;
}

/** Which of a plan's absent paths the host has by now, and the plan has not. */
export function appeared({ nodes, absent = [] }: DevPlan, lookUp: (path: string) => Lookup): Appeared[] {
  const planned = new Set(nodes.map(({ path }) => path));
  return absent.flatMap(({ path, reasons }) => {
    if (planned.has(path)) return [];
    const followed = followInDev(path, lookUp);
    if (followed.kind !== 'end' || 'errno' in followed.lookup) return [];
    return [{ path, reasons, found: followed.lookup.found }];
  });
}

/** The folders in which an absent path would be seen to come: that of its first missing part, and of each link before. */
export function foldersOfAbsent({ absent = [] }: DevPlan, lookUp: (path: string) => Lookup): string[] {
  return absent.flatMap(({ path }) => {
    const followed = followInDev(path, lookUp);
    const hops = followed.kind === 'unknown' ? [] : followed.hops.map((hop) => hop.path);
    return [...hops, ...(followed.kind === 'end' ? [followed.path] : [])].map((at) => normalise(`${at}/..`));
  });
}

/** What is not below /dev is not looked at: it may be a user's, and may hang. */
const followInDev = (path: string, lookUp: (path: string) => Lookup): Followed =>
  followLinks(path, (at) => (at === '/dev' || isBelowDev(at) ? lookUp(at) : undefined));
