import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWebSocket } from '../../../../agent/cli/connect.ts';
import { AgentClient } from '../../../../protocol/agentClient.ts';
import { messageSocket } from '../../../../protocol/messageSocket.ts';
import type { StartedDomain } from '../../../../protocol/methods.ts';
import { BANNER, BURST_KEY, BURST_LINES } from '../../../../scripts/guest/bootSector.mjs';
import { AgentProcess } from '../../agentProcess.ts';
import { ConsoleClient } from '../../consoles/consoleClient.ts';
import { withoutSmallDisks } from '../../smallDisk.ts';
import { bootSectorDomain } from '../../testDomains.ts';
import { watchEvents } from '../watchedEvents.ts';

/* A QEMU that is killed in the middle of something, as the kernel does it for want of memory. */

const TABLET = `<input type='tablet' bus='usb'/>`;
const BURST = BURST_LINES * '0000\r\n'.length;
const MANY = 24;
const VM = { name: 'vm' };

let agent: AgentProcess;
let client: AgentClient;
let domain: StartedDomain;
let before: ReturnType<typeof traces>;
beforeEach(async () => {
  agent = await AgentProcess.start();
  const xml = bootSectorDomain(agent, { ...VM, devices: `<controller type='usb' index='0' model='qemu-xhci'/>` });
  // Its guest does not heed the power button: whoever presses it waits.
  await agent.json(['define', agent.file('vm.xml', xml.replace('<acpi/>', ''))]);
  before = traces();
  domain = (await agent.json(['start', 'vm'])) as StartedDomain;
  client = AgentClient.open(await openWebSocket(agent.socket, '/rpc', messageSocket), 'test');
});
afterEach(async () => {
  client.close();
  await agent.dispose();
});

/** What a run could leave on the host, beside its logs. */
const traces = () => ({
  mounts: withoutSmallDisks(readFileSync('/proc/self/mountinfo', 'utf8')),
  runs: existsSync(`${agent.runDir}/domains/0`) ? readdirSync(`${agent.runDir}/domains/0`) : [],
});

const signal = (name: NodeJS.Signals): void => void process.kill(domain.pid ?? 0, name);
const status = (): string => `${agent.runDir}/domains/0/${domain.uuid}/status.xml`;

/** A viewer, with all that it has seen. */
async function attach(mode: 'read' | 'write') {
  let seen = '';
  const client = await ConsoleClient.attach({ socket: agent.socket, ...VM, mode }, (bytes) => {
    seen += bytes.toString('latin1');
  });
  return { client, text: () => seen };
}

/** Nothing is left of that run, and the next one knows nothing of it. */
async function isOver(): Promise<void> {
  expect(traces()).toEqual(before);
  expect(await client.request('list', { all: true })).toMatchObject({
    domains: [{ ...VM, state: 'shut off', pid: null }],
  });
  expect(await agent.json(['start', 'vm'])).toMatchObject({ state: 'running' });
  expect(readFileSync(status(), 'utf8')).not.toMatch(/fakereboot|tablet/);
}

/** Resolves when the status file says that the tablet is about to be attached. */
function tabletIsWrittenDown(): Promise<void> {
  return new Promise((resolve) => {
    const watcher = watch(status().replace('/status.xml', ''), () => {
      if (!readFileSync(status(), 'utf8').includes('tablet')) return;
      watcher.close();
      resolve();
    });
  });
}

describe('a QEMU that is killed', () => {
  it('has shown its viewers all that its guest said, also a slow one, and they are told how it ended', async () => {
    const [writer, slow] = [await attach('write'), await attach('read')];
    await slow.client.until(() => slow.text() === BANNER);
    slow.client.socket.pause();
    // More than lies between the agent and who reads nothing.
    for (let bursts = 1; bursts <= MANY; bursts++) {
      writer.client.type(Uint8Array.of(BURST_KEY));
      await writer.client.until(() => writer.text().length > BANNER.length + bursts * BURST - BURST / 2);
    }
    const events = await watchEvents(agent);
    signal('SIGKILL');
    await events.state('shut off');
    events.end();
    slow.client.socket.resume();
    await Promise.all([writer.client.closed, slow.client.closed]);
    const log = readFileSync(`${agent.stateDir}/consoles/0/${domain.uuid}/serial0.log`, 'latin1');
    for (const { client, text } of [writer, slow]) {
      expect(text()).toBe(log);
      expect(client.controls.at(-1)).toEqual({ kind: 'ended', reason: 'killed by SIGKILL' });
    }
    await isOver();
  });

  it.each(['shutdown', 'reboot'] as const)(
    'after a %s was asked for is told as killed, not as powered off',
    async (method) => {
      await client.request(method, VM);
      const events = await watchEvents(agent);
      signal('SIGKILL');
      expect(await events.state('shut off')).toMatchObject({ reason: 'killed by SIGKILL' });
      events.end();
      await isOver();
    },
  );
});

describe('who waits for a QEMU that is killed is told that the domain ended', () => {
  const over = { data: { code: 'domain-not-running', message: 'the domain vm ended meanwhile' } };

  it.each(['shutdown', 'reboot', 'reset', 'suspend'] as const)('at a %s', async (method) => {
    signal('SIGSTOP');
    const asked = expect(client.request(method, VM)).rejects.toMatchObject(over);
    // Requests are begun in their order: QEMU has been asked.
    await client.request('list', { all: false });
    signal('SIGKILL');
    await asked;
    await isOver();
  });

  it('while a device is attached', async () => {
    signal('SIGSTOP');
    const writtenDown = tabletIsWrittenDown();
    const asked = expect(client.request('attachDevice', { ...VM, xml: TABLET })).rejects.toMatchObject(over);
    await writtenDown;
    await client.request('list', { all: false });
    signal('SIGKILL');
    await asked;
    await isOver();
  });

  it('while one is detached', async () => {
    await client.request('attachDevice', { ...VM, xml: TABLET });
    signal('SIGSTOP');
    const asked = expect(client.request('detachDevice', { ...VM, xml: TABLET })).rejects.toMatchObject(over);
    await client.request('list', { all: false });
    signal('SIGKILL');
    await asked;
    await isOver();
  });
});
