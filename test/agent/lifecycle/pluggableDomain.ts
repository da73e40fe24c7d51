import { mkdirSync } from 'node:fs';
import { processIdentity } from '../../../agent/host/processIdentity.ts';
import type { AgentContext } from '../../../agent/lifecycle/agentContext.ts';
import { domainRunDir } from '../../../agent/lifecycle/agentPaths.ts';
import type { LiveDomain } from '../../../agent/lifecycle/liveDomain.ts';
import { readLiveXml } from '../../../agent/lifecycle/readXml.ts';
import type { DomainRecord } from '../../../agent/lifecycle/registry.ts';
import { watchLive } from '../../../agent/lifecycle/watch.ts';
import type { ProcessEnd } from '../../../agent/qemu/launcherProcess.ts';
import type { Monitor } from '../../../agent/qemu/monitor.ts';
import { domainXml, UUID } from './quietAgent.ts';

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
  const live: LiveDomain = {
    source: { file: null, sha256: '' },
    ...{ id: 1, ready: readLiveXml(xml), plan: { nodes: [], mounts: [], hidden: 0 }, mountNamespace: undefined },
    ...{ qemuUid: OWNER.uid, state: 'running', monitor, consoles: [], timeline: [], ending: undefined },
    identity: processIdentity(process.pid),
    process: { pid: process.pid, signal: () => false, ended },
    cleared: Promise.resolve(),
    lastChange: Promise.resolve(),
  };
  const record: DomainRecord = { owner: OWNER.uid, name: 'vm', uuid: UUID, definition: undefined, live };
  agent.registry.add(record);
  mkdirSync(domainRunDir(agent.paths, record.owner, record.uuid), { recursive: true });
  watchLive(agent, record, live);
  return { record, live, end: () => end({ code: 0, signal: null }) };
}
