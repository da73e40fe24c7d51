import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AgentEvent } from '../../../protocol/events.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { AgentProcess } from '../agentProcess.ts';
import { bootSectorDomain } from '../testDomains.ts';

const OWNER = 65_534;
const OTHER = 65_533;
const PROGRAM = fileURLToPath(new URL('hearAs.mjs', import.meta.url));

let agent: AgentProcess;
const listeners: ChildProcess[] = [];
beforeAll(async () => {
  agent = await AgentProcess.start({ sudoUid: OWNER });
  // What keeps one user's domains from another's ears is to hold by itself, whoever gets to the socket.
  chmodSync(agent.socket, 0o666);
});
afterAll(async () => {
  for (const listener of listeners) listener.kill();
  await agent?.dispose();
});

/** Subscribes as that user. @returns the events up to one of this domain that is so */
async function listenAs(uid: number): Promise<(name: string, kind: AgentEvent['kind']) => Promise<string[]>> {
  const user = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--'];
  const argv = [...user, process.execPath, PROGRAM, agent.socket, String(PROTOCOL_VERSION)];
  const listener = spawn('setpriv', argv, { cwd: '/', stdio: ['ignore', 'pipe', 'inherit'] });
  listeners.push(listener);
  const lines = createInterface({ input: listener.stdout })[Symbol.asyncIterator]();
  expect(await lines.next()).toMatchObject({ value: 'subscribed' });
  return async (name, kind) => {
    const heard: string[] = [];
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`ended after ${heard.join(', ')}`);
      const event = JSON.parse(value) as AgentEvent;
      heard.push(inWords(event));
      if (heard.at(-1) === `${name} ${kind}`) return heard;
    }
  };
}

const inWords = (event: AgentEvent): string =>
  event.kind === 'undefined'
    ? `${event.name} undefined`
    : `${event.domain.name} ${event.kind === 'state' ? event.domain.state : event.kind}`;

async function virtcellAs(uid: number, ...argv: string[]): Promise<void> {
  expect(await agent.virtcell(argv, { uid })).toMatchObject({ code: 0 });
}

const file = (name: string, uid: number): string => agent.file(`${name}.xml`, bootSectorDomain(agent, { name }, uid));

test('a subscriber hears of his own domains only, and root of all', async () => {
  const [root, owner, other] = await Promise.all([listenAs(0), listenAs(OWNER), listenAs(OTHER)]);
  await virtcellAs(OWNER, 'define', file('theirs', OWNER));
  await virtcellAs(OWNER, 'start', 'theirs');
  await virtcellAs(OWNER, 'destroy', 'theirs');
  await virtcellAs(OWNER, 'undefine', 'theirs');
  await virtcellAs(OTHER, 'define', file('mine', OTHER));
  const life = ['theirs defined', 'theirs starting', 'theirs running', 'theirs shut off', 'theirs undefined'];
  // Events come in their order: whatever was to be heard of the one before would have been heard by now.
  expect(await other('mine', 'defined')).toEqual(['mine defined']);
  expect(await owner('theirs', 'undefined')).toEqual(life);
  expect(await root('mine', 'defined')).toEqual([...life, 'mine defined']);
  await virtcellAs(OWNER, 'define', file('last', OWNER));
  expect(await owner('last', 'defined')).toEqual(['last defined']);
});
