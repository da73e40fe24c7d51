import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, statSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConsoleLogEntry, StartedDomain } from '../../../protocol/methods.ts';
import { BANNER, BURST_KEY, BURST_LINES, POWER_OFF_KEY } from '../../../scripts/guest/bootSector.mjs';
import { AgentProcess } from '../agentProcess.ts';
import { bootSectorDomain } from '../testDomains.ts';
import { ConsoleClient } from './consoleClient.ts';

const BURST = Array.from({ length: BURST_LINES }, (_, line) => `${line.toString(16).padStart(4, '0')}\r\n`).join('');

let agent: AgentProcess;
let domain: StartedDomain;
beforeEach(async () => {
  agent = await AgentProcess.start();
  await agent.json(['define', agent.file('vm.xml', bootSectorDomain(agent, { name: 'vm' }))]);
  domain = (await agent.json(['start', 'vm'])) as StartedDomain;
});
afterEach(() => agent.dispose());

const begun = Date.now();

const pty = (): string => domain.consoles[0]?.path ?? '';
const link = (): string => domain.consoles[0]?.link ?? '';

async function attach(mode: 'read' | 'write' | 'force' | 'follow', from = 0) {
  const said = { text: '' };
  const client = await ConsoleClient.attach({ socket: agent.socket, name: 'vm', mode, from }, (bytes) => {
    said.text += bytes.toString('latin1');
  });
  return { client, said };
}

/** A burst, whole, seen by that viewer. */
async function burst({ client, said }: Awaited<ReturnType<typeof attach>>): Promise<void> {
  const end = said.text.length + BURST.length;
  client.type(Uint8Array.of(BURST_KEY));
  await client.until(() => said.text.length >= end);
}

describe('GNU screen on the PTY, beside a viewer who is attached', () => {
  it('has every byte of the guest’s, and the viewer sees them all too', async () => {
    const viewer = await attach('write');
    await viewer.client.until(() => viewer.said.text === BANNER);
    const folder = join(agent.folder, 'screen');
    mkdirSync(folder, { mode: 0o700 });
    const log = join(folder, 'log');
    writeFileSync(log, '');
    writeFileSync(join(folder, 'rc'), 'logfile flush 0\nstartup_message off\n');
    const grown = fileHolds(log, BURST);
    const screen = spawn('screen', ['-c', join(folder, 'rc'), '-D', '-m', '-L', '-Logfile', log, pty()], {
      env: { PATH: process.env.PATH, SCREENDIR: folder, TERM: 'vt100' },
      stdio: 'ignore',
    });
    await viewer.client.until(() => viewer.client.said('outside').length > 0);
    expect(viewer.client.said('outside')[0]).toMatchObject({ command: 'screen' });
    await burst(viewer);
    expect(viewer.said.text).toBe(BANNER + BURST);
    expect(await grown).toBe(BURST);
    const ended = once(screen, 'exit');
    execFileSync('screen', ['-c', '/dev/null', '-X', 'quit'], { env: { PATH: process.env.PATH, SCREENDIR: folder } });
    await ended;
    // Nobody reads the PTY now but the agent: the guest is not left waiting.
    for (let count = 0; count < 3; count++) await burst(viewer);
    await viewer.client.detach();
  });
});

/** What stands in a file once it holds as much as that. */
function fileHolds(path: string, text: string): Promise<string> {
  return new Promise((resolve) => {
    const watcher = watch(path, () => {
      const found = readFileSync(path, 'latin1');
      if (found.length < text.length) return;
      watcher.close();
      resolve(found);
    });
  });
}

describe('several viewers of one console', () => {
  it('read along; who takes the writing over is told of, and who lost it', async () => {
    const [first, second] = [await attach('write'), await attach('read')];
    await expect(attach('write')).rejects.toMatchObject({ code: 'console-busy' });
    const third = await attach('force');
    await first.client.until(() => first.client.said('read-only').length > 0);
    expect(first.client.said('read-only')).toEqual([
      { kind: 'read-only', reason: expect.stringMatching(/^.+ \(process \d+, user 0\) took the writing over$/) },
    ]);
    first.client.type('lost');
    third.client.type('mine');
    for (const { client, said } of [first, second, third]) await client.until(() => said.text.endsWith('mine'));
    expect(new Set([first, second, third].map(({ said }) => said.text))).toEqual(new Set([`${BANNER}mine`]));
    // The same from the command line, for scripts.
    const refused = await agent.virtcell(['console', 'vm'], { input: 'x' });
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('[console-busy]')]);
    const taken = await agent.virtcell(['console', 'vm', '--force', '--until', 'y'], { input: 'y' });
    expect(taken.code).toBe(0);
    await third.client.until(() => third.client.said('read-only').length > 0);
  });

  it('one that stops reading costs the agent nothing and holds up nobody', async () => {
    const [stopped, writer] = [await attach('follow'), await attach('write')];
    await writer.client.until(() => writer.said.text === BANNER);
    stopped.client.socket.pause();
    for (let count = 0; count < 20; count++) await burst(writer);
    const marks = writer.client.said('possible-repeat').length;
    // On a busy machine the PTY may have been full at times, which is said.
    if (marks === 0) expect(writer.said.text).toBe(BANNER + BURST.repeat(20));
    stopped.client.socket.resume();
    await stopped.client.until(() => stopped.said.text.length === writer.said.text.length);
    expect(stopped.said.text).toBe(writer.said.text);
  });
});

describe('a console’s log', () => {
  const log = (...argv: string[]) => agent.virtcell(['log', 'vm', ...argv]);

  it('can be read while the domain runs and when it does not, by whoever may see it', async () => {
    const writer = await attach('write');
    await writer.client.until(() => writer.said.text === BANNER);
    expect(await log()).toEqual({ code: 0, stdout: BANNER, stderr: '' });
    const follower = await attach('follow');
    await follower.client.until(() => follower.said.text === BANNER);
    expect(await log('--from', String(BANNER.length - 2))).toMatchObject({ stdout: '\r\n' });
    const timed = (await log('--times')).stdout;
    expect(timed.replaceAll(/^\[[^\]]+\] /gm, '')).toBe(BANNER);
    const times = [...timed.matchAll(/^\[([^\]]+)\] /gm)].map(([, time]) => Date.parse(time ?? ''));
    expect(times).toHaveLength(BANNER.trimEnd().split('\n').length);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(begun);
    const running = (await agent.json(['log', 'vm'])) as ConsoleLogEntry;
    expect(running).toMatchObject({ alias: 'serial0', running: true, first: 0, end: BANNER.length, marks: [] });
    expect(running.since).toBeGreaterThanOrEqual(begun);

    writer.client.type(Uint8Array.of(POWER_OFF_KEY));
    await follower.client.closed;
    expect(follower.client.said('ended')).toEqual([{ kind: 'ended', reason: 'shutdown' }]);
    expect(await log()).toEqual({ code: 0, stdout: BANNER, stderr: '' });
    expect(await log('serial0', '--since', '1h')).toMatchObject({ code: 0, stdout: BANNER });
    expect(await log('--since', new Date(Date.now() + 5000).toISOString())).toMatchObject({ code: 0, stdout: '' });
    expect(await log('--follow')).toMatchObject({ code: 0, stderr: '[the domain does not run]\n' });
    expect(await agent.json(['log', 'vm'])).toMatchObject({ running: false, end: BANNER.length });
    expect(await log('../serial0')).toMatchObject({ code: 1, stderr: expect.stringContaining('[console-not-found]') });

    await agent.signal('SIGTERM');
    await agent.start();
    expect(await log()).toMatchObject({ code: 0, stdout: BANNER });
    await agent.json(['start', 'vm']);
    expect((await agent.json(['log', 'vm'])) as ConsoleLogEntry).toMatchObject({ running: true });
  });

  it('is nobody else’s', async () => {
    expect(statSync(`${agent.stateDir}/consoles/0/${domain.uuid}/serial0.log`).mode & 0o777).toBe(0o600);
    await agent.signal('SIGTERM');
    const other = await AgentProcess.start({ sudoUid: 1000 });
    try {
      expect(await other.virtcell(['log', 'vm'], { uid: 1000 })).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('[domain-not-found]'),
      });
    } finally {
      await other.dispose();
      await agent.start();
    }
  });
});

describe('ttyconsole', () => {
  const tty = (...argv: string[]) => agent.virtcell(['ttyconsole', ...argv]);

  it('names the PTY, by alias too, and says what is wrong otherwise', async () => {
    expect(await tty('vm')).toEqual({ code: 0, stdout: `${pty()}\n`, stderr: '' });
    expect(await tty('vm', 'serial0')).toMatchObject({ stdout: `${pty()}\n` });
    expect(await agent.json(['ttyconsole', 'vm'])).toEqual(domain.consoles[0]);
    for (const [argv, code] of [
      [['vm', 'serial7'], 'console-not-found'],
      [['other'], 'domain-not-found'],
    ] as const) {
      expect(await tty(...argv)).toMatchObject({ code: 1, stderr: expect.stringContaining(`[${code}]`) });
    }
    await agent.virtcell(['destroy', 'vm']);
    for (const argv of [
      ['ttyconsole', 'vm'],
      ['console', 'vm'],
    ]) {
      expect(await agent.virtcell(argv)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('[domain-not-running]'),
      });
    }
  });
});

describe('the link of a console', () => {
  it('leads to its PTY, under the next agent too, and goes with the domain', async () => {
    expect([lstatSync(link()).isSymbolicLink(), readlinkSync(link())]).toEqual([true, pty()]);
    await agent.signal('SIGKILL');
    await agent.start();
    expect(readlinkSync(link())).toBe(pty());
    await agent.virtcell(['destroy', 'vm']);
    expect(existsSync(link())).toBe(false);
    domain = (await agent.json(['start', 'vm'])) as StartedDomain;
    expect(readlinkSync(link())).toBe(pty());
  });
});
