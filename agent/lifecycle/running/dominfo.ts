import * as z from 'zod/mini';
import { elementOfAlias } from '../../../domain-xml/liveAddress.ts';
import type { Domain } from '../../../domain-xml/model/domain.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { DomainChanges, DomainInfo } from '../../../protocol/methods.ts';
import type { LiveDomain } from '../liveDomain.ts';
import { readLiveXml, readXml } from '../readXml.ts';
import { type DomainRecord, domainEntry } from '../registry.ts';
import { liveText } from './liveText.ts';

/** All there is to say of one domain in a few lines. */
export async function domainInfo(record: DomainRecord): Promise<DomainInfo> {
  const { live, definition } = record;
  const domain = live?.ready.domain ?? readXml(definition?.xml ?? '').domain;
  const { memory, vcpus } = domain;
  return {
    ...domainEntry(record),
    vcpus: { maximum: vcpus.maximum, current: vcpus.current },
    memory: { maximum: memory, current: live ? await memoryInUse(live) : initialMemory(domain) },
    persistent: definition !== undefined,
    reason: live?.reason ?? null,
    since: live?.since ?? null,
    startedAt: live?.startedAt ?? null,
    privateDev: live ? privateDev(live) : null,
    changed: live && definition ? isChanged(live, definition.source.text) : null,
  };
}

/** As `virtcell dev` counts them: folders are none of the nodes that were asked for. */
const privateDev = ({ plan, mountNamespace }: LiveDomain): DomainInfo['privateDev'] => ({
  nodes: plan.nodes.length,
  hidden: plan.hidden,
  mountNamespace: mountNamespace ?? null,
});

const isChanged = ({ source, changes }: LiveDomain, text: string): boolean =>
  source.text !== text || changes.attached.length + changes.detached.length > 0;

/** What the next start takes; of a running domain also what this one took, and what came and went in between. */
export function domainChanges(record: DomainRecord): DomainChanges {
  const { live } = record;
  const definition = record.definition?.source ?? null;
  if (!live) return { startedFrom: null, definition, attached: [], detached: [] };
  const { source, changes } = live;
  const { document } = readLiveXml(liveText(record, live));
  const attached = changes.attached.flatMap((alias) => {
    const element = elementOfAlias(document, alias);
    return element ? [{ alias, xml: document.text.slice(element.span.start, element.span.end) }] : [];
  });
  return {
    startedFrom: { file: source.file, text: source.text },
    definition,
    attached,
    detached: [...changes.detached],
  };
}

const balloon = z.looseObject({ actual: z.int() });

/** How long a machine may take to say how much memory its guest has now: one that is stopped never does. */
const PATIENCE_MS = 1000;

/** What the balloon has left to the guest. A machine without one, or that does not answer, has what it began with. */
async function memoryInUse({ monitor, ready: { domain } }: LiveDomain): Promise<number> {
  if (!monitor || domain.memballoon.model === 'none') return initialMemory(domain);
  let patience: NodeJS.Timeout | undefined;
  const silent = new Promise<undefined>((resolve) => {
    patience = setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  try {
    const said = await Promise.race([monitor.execute('query-balloon'), silent]);
    return said === undefined ? initialMemory(domain) : balloon.parse(said).actual;
  } catch (error) {
    if (error instanceof VirtcellError) return initialMemory(domain);
    throw error;
  } finally {
    clearTimeout(patience);
  }
}

/** It takes a balloon to give the guest less than the machine has. */
const initialMemory = ({ memory, currentMemory, memballoon }: Domain): number =>
  memballoon.model === 'none' ? memory : currentMemory;
