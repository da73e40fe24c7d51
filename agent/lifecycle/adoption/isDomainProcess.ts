import { mountNamespace } from '../../host/processIdentity.ts';
import type { Registry } from '../registry.ts';

/**
 * Whether a process is one of the agent's VMs, or lives in the mount namespace of one: neither may be a client. A QEMU
 * that fell to its guest has its owner's uid and could otherwise ask, as the owner, for a domain with any disk.
 */
export function isDomainProcess(registry: Registry, pid: number): boolean {
  const live = registry.all().flatMap((record) => (record.live ? [record.live] : []));
  if (live.some(({ process }) => process.pid === pid)) return true;
  const namespaces = live.map(({ mountNamespace: own }) => own).filter((own) => own !== undefined);
  return namespaces.length > 0 && namespaces.includes(namespaceOf(pid));
}

/** 0, which no namespace has, when the process has just ended: who asks sees that as well, and refuses it. */
function namespaceOf(pid: number): number {
  try {
    return mountNamespace(pid);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return 0;
    throw error;
  }
}
