import { mkdirSync } from 'node:fs';
import type { AgentContext } from '../../../../agent/lifecycle/agentContext.ts';
import { domainRunDir } from '../../../../agent/lifecycle/agentPaths.ts';
import type { LiveDomain } from '../../../../agent/lifecycle/liveDomain.ts';
import { readLiveXml } from '../../../../agent/lifecycle/readXml.ts';
import type { DomainRecord } from '../../../../agent/lifecycle/registry.ts';
import { watchLive } from '../../../../agent/lifecycle/running/watch.ts';
import type { ProcessEnd } from '../../../../agent/qemu/launcherProcess.ts';
import type { Monitor } from '../../../../agent/qemu/monitor.ts';
import { liveFixture, runningRecord } from '../liveFixture.ts';
import { domainXml, UUID } from '../quietAgent.ts';

export const OWNER = { uid: 1000, gid: 1000, groups: [], pid: process.pid };

const CONTROLLERS = `<controller type='usb' index='0' model='qemu-xhci'/><controller type='virtio-serial' index='0'/>`;

export interface PluggableDomain {
  readonly record: DomainRecord;
  readonly live: LiveDomain;
  /** Ends its process. */
  end(): void;
}

/** A running domain whose QEMU is the other end of a monitor, and whose process is this one. It has the host's /dev. */
export function pluggableDomain(agent: AgentContext, monitor: Monitor, devices = '', machine = 'pc'): PluggableDomain {
  const xml = domainXml('vm', UUID, CONTROLLERS + devices).replace(`machine='pc'`, `machine='${machine}'`);
  let end = (_: ProcessEnd): void => undefined;
  const ended = new Promise<ProcessEnd>((resolve) => {
    end = resolve;
  });
  const live = liveFixture({
    ...{ id: 1, ready: readLiveXml(xml), monitor },
    process: { pid: process.pid, signal: () => false, ended },
  });
  const record = runningRecord(live, OWNER.uid);
  agent.registry.add(record);
  mkdirSync(domainRunDir(agent.paths, record.owner, record.uuid), { recursive: true });
  watchLive(agent, record, live);
  return { record, live, end: () => end({ code: 0, signal: null }) };
}
