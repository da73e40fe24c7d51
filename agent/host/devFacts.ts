import { type Dirent, readdirSync } from 'node:fs';
import type { Domain } from '../../domain-xml/model/domain.ts';
import { gatherFacts } from '../../plan/privateDev/gatherFacts.ts';
import type { BackingImage, DevFacts, Lookup, Wishes } from '../../plan/privateDev/hostFacts.ts';
import { renderNodeAmong } from '../../plan/privateDev/renderNode.ts';
import { lookUp } from './devEntry.ts';
import { preservedMounts } from './preservedMounts.ts';
import { readText } from './readText.ts';
import { sysfsAt } from './sysfs.ts';

/** How a user sees paths outside /dev: answers for each, in the same order. See callerView. */
export type LookUpAsCaller = (paths: readonly string[]) => Promise<readonly Lookup[]>;

/**
 * Gathers what the plan of this domain needs to know of the host. /dev is looked at by this process, since devtmpfs
 * answers at once; any other path belongs to somebody else, may hang, and is looked at by the caller's own eyes.
 */
export const gatherDevFacts = (
  domain: Domain,
  wishes: Wishes,
  backingChains: Readonly<Record<string, readonly BackingImage[]>>,
  lookUpAsCaller: LookUpAsCaller,
): Promise<DevFacts> =>
  gatherFacts(domain, wishes, backingChains, {
    lookUp,
    lookUpElsewhere: lookUpAsCaller,
    namesIn,
    preservedMounts,
    hardware: () => ({ ...renderNodeAmong(plainNames('/dev/dri')), sound: plainNames('/dev/snd') }),
    sysfs: sysfsAt('/sys'),
    uidMap: () => readText('/proc/self/uid_map'),
  });

/** Of what is no folder. */
const plainNames = (directory: string): string[] =>
  namesIn(directory).flatMap((entry) => (entry.isDirectory() ? [] : [entry.name]));

/** A folder may go while /dev is walked: unplugging a USB device takes its own with it. */
function namesIn(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
