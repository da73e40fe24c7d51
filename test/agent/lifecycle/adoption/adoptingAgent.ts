import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { adoptDomains } from '../../../../agent/lifecycle/adoption/adopt.ts';
import type { AgentContext } from '../../../../agent/lifecycle/agentContext.ts';
import { addTransient } from '../../../../agent/lifecycle/definitions/definitions.ts';
import { readXml } from '../../../../agent/lifecycle/readXml.ts';
import { startDomain } from '../../../../agent/lifecycle/start/start.ts';
import { type Call, countFrom, endCount } from '../../namespace/failingCalls.ts';
import { letCommandsFail } from '../../namespace/failingCommands.ts';
import { domainXml, OTHER_UUID, UUID } from '../quietAgent.ts';
import { startingAgent } from '../startingAgent.ts';

/* A little agent that starts two domains and leaves them, or takes them over while one of its calls fails. */

const OWNER = { uid: 1000, gid: 1000, groups: [], pid: process.pid };
const CONSOLE = `<serial type='pty'/><console type='pty'/>`;

/** What an agent came to that took domains over. */
export interface Adoption {
  readonly calls: readonly Call[];
  /** Nothing could be taken over. */
  readonly error?: string;
  readonly said: readonly string[];
  readonly leftAlone: AgentContext['leftAlone'];
  /** By UUID. */
  readonly domains: Readonly<Record<string, unknown>>;
  /** By what it leads to; of a pidfd by its process, sockets all alike. */
  readonly descriptors: readonly string[];
}

const [, , dist = '', folder = '', failing] = process.argv;
const { agent, quiet } = startingAgent(dist, folder);

/** The processes of the domains, by UUID. */
export type Started = Readonly<Record<string, number>>;

async function start(): Promise<Started> {
  const pids: Record<string, number> = {};
  for (const [name, uuid] of [
    ['one', UUID],
    ['other', OTHER_UUID],
  ] as const) {
    const xml = domainXml(name, uuid, CONSOLE);
    const ready = readXml(xml);
    const request = { ready, source: { file: null, text: xml }, caller: OWNER, paused: true };
    const { process: qemu } = await startDomain(agent, addTransient(agent, OWNER.uid, ready), request);
    pids[uuid] = qemu.pid;
  }
  await agent.launchers.close();
  return pids;
}

async function adopt(toFail: string): Promise<Adoption> {
  const before = descriptors();
  let error: { error?: string } = {};
  countFrom('adopt', toFail);
  try {
    await adoptDomains(agent);
  } catch (thrown) {
    error = { error: String(thrown) };
  }
  const calls = endCount();
  const domains = agent.registry.all().flatMap(({ uuid, problem, live }) => {
    if (!live) return [];
    const consoles = live.consoles.map(({ entry }) => entry.alias);
    const { state, plan, taints, mountNamespace } = live;
    return [
      [
        uuid,
        {
          state,
          plan,
          taints,
          mountNamespace,
          consoles,
          problem: problem?.message,
          answers: live.monitor !== undefined,
        },
      ],
    ];
  });
  const more = descriptors();
  for (const each of before) more.splice(more.indexOf(each), 1);
  return {
    ...{ calls, ...error, said: quiet.said, leftAlone: agent.leftAlone },
    ...{ domains: Object.fromEntries(domains), descriptors: more },
  };
}

const descriptors = (): string[] => readdirSync('/proc/self/fd').flatMap(target).sort();

/** Nothing for the descriptor that reads the list. */
function target(fd: string): string[] {
  try {
    const link = readlinkSync(`/proc/self/fd/${fd}`);
    if (link === 'anon_inode:[pidfd]')
      return [/^Pid:\t\d+$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[0] ?? link];
    return [link.replace(/^socket:.*/, 'socket')];
  } catch {
    return [];
  }
}

process.once('disconnect', () => process.exit(0));
letCommandsFail();
process.send?.(failing === undefined ? await start() : await adopt(failing));
quiet.remove();
