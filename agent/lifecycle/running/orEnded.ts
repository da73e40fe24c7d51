import { VirtcellError } from '../../../protocol/errors.ts';
import type { LiveDomain } from '../liveDomain.ts';
import type { DomainRecord } from '../registry.ts';

/** A process's end is noticed after that of its monitor: how long after depends on its memory. */
const PATIENCE_MS = 5000;

/**
 * What is asked of a running domain. Should that have ended meanwhile, this is what is told, and not whatever of the end
 * was noticed first.
 *
 * @throws VirtcellError `domain-not-running` once nothing of the run is left
 */
export async function orEnded<T>(record: DomainRecord, work: () => Promise<T>): Promise<T> {
  const { live } = record;
  try {
    return await work();
  } catch (error) {
    if (!live || !mayBeOfEnd(error)) throw error;
    if (live.monitor?.isOver) await endOf(live);
    if (record.live === live) throw error;
    const message = `the domain ${record.name} ended meanwhile`;
    throw new VirtcellError({ code: 'domain-not-running', message }, { cause: error });
  }
}

/** Its monitor is closed, its /dev gone, its process no more. */
const mayBeOfEnd = (error: unknown): boolean =>
  !(error instanceof VirtcellError) || error.data.code === 'monitor' || error.data.code === 'launch-step';

/** One that only closed its monitor lives on, and is not waited for. */
async function endOf({ cleared }: LiveDomain): Promise<void> {
  let patience: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => {
    patience = setTimeout(resolve, PATIENCE_MS).unref();
  });
  await Promise.race([cleared, waited]);
  clearTimeout(patience);
}
