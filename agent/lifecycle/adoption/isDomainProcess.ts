import { parseMountinfo } from '../../../plan/privateDev/mountinfo.ts';
import { mountNamespace } from '../../host/processIdentity.ts';
import { readText } from '../../host/readText.ts';
import { PRIVATE_DEV_SOURCE } from '../../namespace/launchSpec.ts';
import type { Registry } from '../registry.ts';

/**
 * Whether a process is a VM, or lives in the mount namespace of one, or in a copy of that: none of these may be a client.
 * A QEMU that fell to its guest has its owner's uid and could otherwise ask, as the owner, for a domain with any disk.
 * A run that this agent could not take over is known by its /dev.
 */
export function isDomainProcess(registry: Registry, pid: number): boolean {
  const live = registry.all().flatMap((record) => (record.live ? [record.live] : []));
  if (live.some(({ process }) => process.pid === pid)) return true;
  try {
    const namespace = mountNamespace(pid);
    if (live.some(({ mountNamespace: own }) => own === namespace)) return true;
    // Whoever shares the agent's sees the host's /dev: that is nearly everybody, and is not looked at further.
    return namespace !== mountNamespace(process.pid) && hasPrivateDev(pid);
  } catch (error) {
    // It has just ended: who asks sees that as well, and refuses it.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return false;
    throw error;
  }
}

const hasPrivateDev = (pid: number): boolean =>
  parseMountinfo(readText(`/proc/${pid}/mountinfo`)).some(
    ({ path, fsType, source }) => path === '/dev' && fsType === 'tmpfs' && source === PRIVATE_DEV_SOURCE,
  );
