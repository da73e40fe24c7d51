import * as z from 'zod/mini';
import type { CharacterDevice } from '../../domain-xml/model/domain.ts';
import { DomainConsole } from '../consoles/console.ts';
import { makeConsoleLink } from '../consoles/consoleLink.ts';
import type { Monitor } from '../qemu/monitor.ts';
import type { AgentContext } from './agentContext.ts';
import { consoleLogPath, domainRunDir } from './agentPaths.ts';
import type { LiveConsole, LiveDomain } from './liveDomain.ts';
import type { DomainRecord } from './registry.ts';

/** The answer of `query-chardev`, docs/interop/qemu-qmp-ref. */
const chardevs = z.array(z.looseObject({ label: z.string(), filename: z.string() }));

/**
 * Asks QEMU which PTYs it opened, and makes a console of each: named by its alias, linked under that name. What there
 * is of them is the domain's at once, to be ended with it should a later one fail.
 */
export async function openConsoles(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  monitor: Monitor,
): Promise<void> {
  const said = chardevs.parse(await monitor.execute('query-chardev'));
  const names = new Map(said.map(({ label, filename }) => [label, filename]));
  for (const device of live.ready.domain.characterDevices) {
    const ptyPath = ptyOf(names.get(`char${device.alias}`));
    live.consoles = [...live.consoles, liveConsole(agent, record, live, device, ptyPath)];
  }
}

function liveConsole(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  device: CharacterDevice,
  ptyPath: string | undefined,
): LiveConsole {
  const { alias, backend } = device;
  if (ptyPath === undefined) {
    return { entry: { alias, type: backend.type, path: null, link: null }, console: undefined };
  }
  const link = makeConsoleLink(domainRunDir(agent.paths, record.owner, record.uuid), alias, ptyPath);
  const entry = { alias, type: backend.type, path: ptyPath, link };
  return { entry, console: openConsole(agent, record, live, device, ptyPath) };
}

/** QEMU names a PTY `pty:/dev/pts/N`. Whether N is really its own is asked of the kernel, at every attach. */
const ptyOf = (filename: string | undefined): string | undefined =>
  /^pty:(\/dev\/pts\/\d{1,10})$/.exec(filename ?? '')?.[1];

function openConsole(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  { alias, target }: CharacterDevice,
  ptyPath: string,
): DomainConsole {
  const logPath =
    target.type === 'virtio-channel' ? undefined : consoleLogPath(agent.paths, record.owner, record.uuid, alias);
  const source = { alias, type: 'pty', ptyPath, logPath, qemuPid: live.process.pid, owner: live.qemuUid } as const;
  return new DomainConsole(source, {
    drainThread: agent.drainThread,
    log: (message, error) => agent.log(message, error),
  });
}
