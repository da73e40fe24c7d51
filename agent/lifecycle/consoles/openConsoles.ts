import { existsSync } from 'node:fs';
import * as z from 'zod/mini';
import type { CharacterDevice } from '../../../domain-xml/model/domain.ts';
import { hasLog } from '../../../plan/commandLine/characterDevices.ts';
import { DomainConsole } from '../../consoles/console.ts';
import { makeConsoleLink } from '../../consoles/consoleLink.ts';
import { logLimits } from '../../consoles/logLimits.ts';
import { heldPtys } from '../../consoles/ttyIndex.ts';
import type { Monitor } from '../../qemu/monitor.ts';
import type { AgentContext } from '../agentContext.ts';
import { consoleLogPath, domainRunDir } from '../agentPaths.ts';
import type { LiveConsole, LiveDomain } from '../liveDomain.ts';
import { orTell } from '../problems.ts';
import type { DomainRecord } from '../registry.ts';
import { makeLog, removeLog } from '../start/domainFolders.ts';

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
  const ttys = await ttysOf(agent, record, live, monitor);
  for (const device of live.ready.domain.characterDevices) addConsole(agent, record, live, device, ttys);
}

/** The console of a device that was plugged in while the domain ran. */
export async function openConsole(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  monitor: Monitor,
  device: CharacterDevice,
): Promise<void> {
  const ttys = await ttysOf(agent, record, live, monitor);
  // What another device of this alias, which is gone, had for a journal is not this one's.
  if (!hasLog(device)) removeLog(consoleLogPath(agent.paths, record.owner, record.uuid, device.alias));
  addConsole(agent, record, live, device, ttys);
}

/** By the name of the character device. */
type Ttys = ReadonlyMap<string, string | undefined>;

/** One that QEMU names and does not hold is nobody's console: the domain's owner would be led to a terminal of another. */
async function ttysOf(agent: AgentContext, record: DomainRecord, live: LiveDomain, monitor: Monitor): Promise<Ttys> {
  const said = chardevs.parse(await monitor.execute('query-chardev'));
  const held = heldPtys(live.process.pid);
  return new Map(
    said.map(({ label, filename }) => {
      const path = ptyOf(filename);
      if (path === undefined || held.has(Number(path.slice('/dev/pts/'.length)))) return [label, path];
      agent.log(`${record.name}: QEMU names ${path} for ${label}, and does not hold it`);
      return [label, undefined];
    }),
  );
}

function addConsole(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  device: CharacterDevice,
  ttys: Ttys,
): void {
  live.consoles = [...live.consoles, liveConsole(agent, record, live, device, ttys.get(`char${device.alias}`))];
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
  return { entry, console: newConsole(agent, record, live, device, ptyPath) };
}

/** QEMU names a PTY `pty:/dev/pts/N`. Whether N is really its own is asked of the kernel, now and at every attach. */
const ptyOf = (filename: string): string | undefined => /^pty:(\/dev\/pts\/\d{1,10})$/.exec(filename)?.[1];

function newConsole(
  agent: AgentContext,
  record: DomainRecord,
  live: LiveDomain,
  device: CharacterDevice,
  ptyPath: string,
): DomainConsole {
  const { alias } = device;
  const logPath = consoleLogPath(agent.paths, record.owner, record.uuid, alias);
  const kind = hasLog(device) ? 'log' : 'journal';
  if (kind === 'journal' && !existsSync(logPath)) {
    orTell(agent, record, `the journal of ${alias} cannot be made`, () => makeLog(logPath, record.owner));
  }
  return new DomainConsole(
    { alias, record: kind, ptyPath, logPath, qemuPid: live.process.pid, owner: live.qemuUid },
    {
      drainThreads: agent.drainThreads,
      log: (message, error) => agent.log(message, error),
      limits: logLimits(agent.config.limits.consoleLogBytes),
    },
  );
}
