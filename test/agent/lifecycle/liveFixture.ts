import { processIdentity } from '../../../agent/host/processIdentity.ts';
import { type LiveDomain, NO_CHANGES } from '../../../agent/lifecycle/liveDomain.ts';
import { readXml } from '../../../agent/lifecycle/readXml.ts';
import { type DomainRecord, newRecord } from '../../../agent/lifecycle/registry.ts';
import { NO_LAYOUT } from '../../../domain-xml/liveLayout.ts';
import { domainXml, UUID } from './quietAgent.ts';

/** When every domain of the fixtures was started. */
export const LONG_AGO = '2026-01-02T03:04:05.678Z';

/** This very process as if it were a domain's QEMU, without a monitor and without a plan. */
export function liveFixture(change: Partial<LiveDomain> = {}): LiveDomain {
  return {
    ...{ id: 7, ready: readXml(domainXml('vm', UUID)), plan: { nodes: [], mounts: [], hidden: 0 } },
    source: { file: null, sha256: '', text: '' },
    ...{ startedAt: LONG_AGO, layout: NO_LAYOUT, changes: NO_CHANGES },
    ...{ identity: processIdentity(process.pid), mountNamespace: undefined, qemuUid: 1000 },
    ...{ state: 'running', reason: 'booted', since: LONG_AGO, rebooting: false },
    ...{ monitor: undefined, consoles: [], timeline: [], taints: [], ending: undefined },
    process: { pid: process.pid, signal: () => false, ended: new Promise(() => undefined) },
    cleared: Promise.resolve(),
    lastChange: Promise.resolve(),
    ...change,
  };
}

/** A domain that is not defined and runs so. */
export const runningRecord = (live: LiveDomain, owner = 1000): DomainRecord => ({
  ...newRecord(owner, { name: 'vm', uuid: UUID }),
  live,
});
