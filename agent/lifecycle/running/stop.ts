import { VirtcellError } from '../../../protocol/errors.ts';
import type { LiveDomain } from '../liveDomain.ts';
import type { DomainRecord } from '../registry.ts';

/** How long QEMU may take to close its images. It takes milliseconds, unless it is stopped or hangs in the kernel. */
const PATIENCE_MS = 5000;

/** What a domain must be for anything that is done to a running one. */
export function requireLive(record: DomainRecord): LiveDomain {
  if (record.live) return record.live;
  throw new VirtcellError({ code: 'domain-not-running', message: `the domain ${record.name} does not run` });
}

/**
 * Ends a domain at once, from the guest's point of view. SIGTERM comes first, since QEMU then closes its images; the
 * process's end is an event and is waited for as one.
 */
export async function destroyDomain(record: DomainRecord): Promise<void> {
  const live = requireLive(record);
  live.ending = 'destroyed';
  // What is only starting may be the launcher still, which has nothing to close.
  live.process.signal(live.state === 'starting' ? 'SIGKILL' : 'SIGTERM');
  const impatience = setTimeout(() => live.process.signal('SIGKILL'), PATIENCE_MS);
  await live.process.ended;
  clearTimeout(impatience);
  await live.cleared;
}
