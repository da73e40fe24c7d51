import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AgentProcess } from '../agentProcess.ts';
import { ConsoleClient } from '../consoles/consoleClient.ts';
import { watchEvents } from '../lifecycle/watchedEvents.ts';
import { bootSectorDomain } from '../testDomains.ts';

let agent: AgentProcess;
beforeAll(async () => {
  agent = await AgentProcess.start();
});
afterAll(() => agent?.dispose());

/** Set on a socket that connections are accepted at. */
const ACCEPTS = 0x10000;

interface UnixSocket {
  readonly accepts: boolean;
  /** Empty where it is not bound to a name; an abstract one begins with `@`. */
  readonly name: string;
}

/** The rows of /proc/PID/net/unix, proc_net(5), by inode. */
function unixSockets(): Map<string, UnixSocket> {
  const [, ...rows] = readFileSync(`/proc/${agent.pid}/net/unix`, 'utf8').trimEnd().split('\n');
  return new Map(
    rows.map((row) => {
      const [, flags, inode = '', name = ''] = /^\S+ \S+ \S+ (\S+) \S+ \S+ +(\d+) ?(.*)$/.exec(row) ?? [];
      return [inode, { accepts: (Number.parseInt(flags ?? '', 16) & ACCEPTS) !== 0, name }];
    }),
  );
}

/** Of all the agent's descriptors, those of sockets, by inode. */
function socketsOpen(): string[] {
  const folder = `/proc/${agent.pid}/fd`;
  return readdirSync(folder).flatMap((fd) => {
    const [, inode] = /^socket:\[(\d+)\]$/.exec(opened(`${folder}/${fd}`)) ?? [];
    return inode === undefined ? [] : [inode];
  });
}

/** The agent is at work while it is looked at: one may be closed by now. */
function opened(link: string): string {
  try {
    return readlinkSync(link);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** The table and the descriptors of one moment. */
function looked(): [readonly string[], ReadonlyMap<string, UnixSocket>] {
  for (;;) {
    const open = socketsOpen();
    const all = unixSockets();
    if (String(open) === String(socketsOpen())) return [open, all];
  }
}

test('the agent can be reached at its Unix socket, and at nothing else', async () => {
  // With all that it has sockets for: who asks, who hears, who watches, and a QEMU.
  await agent.json(['create', agent.file('vm.xml', bootSectorDomain(agent, { name: 'vm' }))]);
  const events = await watchEvents(agent);
  const viewer = await ConsoleClient.attach({ socket: agent.socket, name: 'vm', mode: 'write' });
  const [open, all] = looked();
  // TCP, UDP, raw, packet and netlink: none of them is in this table.
  expect(open.filter((inode) => !all.has(inode))).toEqual([]);
  const own = open.flatMap((inode) => all.get(inode) ?? []);
  expect(own.filter(({ accepts }) => accepts)).toEqual([{ accepts: true, name: agent.socket }]);
  // What was accepted has the name that it came by.
  expect(new Set(own.map(({ name }) => name))).toEqual(new Set([agent.socket, '']));
  await viewer.detach();
  events.end();
});
