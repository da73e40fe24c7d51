import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { POLL, waitForAny } from '../../agent/linux/poll.ts';
import { BURST_KEY, BURST_LINES } from '../../scripts/guest/bootSector.mjs';
import { AgentProcess } from '../agent/agentProcess.ts';
import { CHANNEL_DEVICE, type ChannelGuest, GuestShell, NAME, startChannelGuest } from '../agent/channelGuest.ts';
import { ConsoleClient } from '../agent/consoles/consoleClient.ts';
import { bootSectorDomain } from '../agent/testDomains.ts';
import { BLOCK, MAKE_BLOCK, sendBlocks } from '../soak/streams.ts';
import { type Comparison, spread, timed } from './comparison.ts';
import { type Limit, limited } from './limit.ts';

const WARM_UPS = 1;
/** Bytes typed one after another, each when the one before came back. */
const ECHOES = 200;
const BURSTS = 10;
const BURST_BYTES = 6 * BURST_LINES;
const BLOCKS = 40;
const BLOCKS_BYTES = BLOCKS * BLOCK.length;
/** 0.9 of the throughput is 1 / 0.9 of the time. */
const THROUGHPUT = 1.11;

export interface ConsoleFigures {
  readonly comparisons: readonly Comparison[];
  readonly limits: readonly Limit[];
}

/**
 * Consoles by way of the agent, to a client that waits, against the same PTY in the hands of `cat` or of this process
 * alone. In turns; whoever does not measure has let go.
 */
export async function measureConsoles(rounds: number, signal: AbortSignal): Promise<ConsoleFigures> {
  const serial = await measureSerial(rounds, signal);
  const channel = await measureChannel(rounds, signal);
  return { comparisons: [serial.throughput, channel], limits: [serial.echo] };
}

async function measureSerial(rounds: number, signal: AbortSignal): Promise<{ throughput: Comparison; echo: Limit }> {
  const agent = await AgentProcess.start({ wrapper: ['setsid'] });
  try {
    const file = agent.file('vm.xml', bootSectorDomain(agent, { name: NAME }));
    const { consoles } = (await agent.json(['create', file])) as { consoles: { path: string }[] };
    const pty = consoles[0]?.path ?? '';
    const times = { ours: [] as number[], theirs: [] as number[] };
    const above: number[] = [];
    for (let round = -WARM_UPS; round < rounds; round++) {
      signal.throwIfAborted();
      const theirs = {
        bursts: await burstsOnPty(pty, 'g'.charCodeAt(0) + WARM_UPS + round),
        echo: await echoOnPty(pty),
      };
      const client = await ConsoleClient.attach({
        socket: agent.socket,
        name: NAME,
        mode: 'write',
        from: Number.MAX_SAFE_INTEGER,
      });
      const ours = { echo: await echoOverAgent(client), bursts: await burstsOverAgent(client) };
      await client.detach();
      if (round < 0) continue;
      times.ours.push(ours.bursts);
      times.theirs.push(theirs.bursts);
      above.push(ours.echo - theirs.echo);
    }
    return {
      throughput: { what: 'serial port, 246 kB to a client', against: 'cat on its PTY', ...times, target: THROUGHPUT },
      echo: limited('echo of a key on a console, beside its PTY', 'ms', above, 1),
    };
  } finally {
    await agent.dispose();
  }
}

async function echoOverAgent(client: ConsoleClient): Promise<number> {
  const times: number[] = [];
  for (let count = -ECHOES; count < ECHOES; count++) {
    const { length } = client;
    const begin = performance.now();
    client.type('x');
    await client.until(() => client.length > length);
    if (count >= 0) times.push(performance.now() - begin);
  }
  return spread(times).median;
}

async function burstsOverAgent(client: ConsoleClient): Promise<number> {
  return timed(async () => {
    for (let count = 0; count < BURSTS; count++) {
      const end = client.length + BURST_BYTES;
      client.type(Uint8Array.of(BURST_KEY));
      await client.until(() => client.length >= end);
    }
  });
}

/** This process alone, blocked in poll(2) until the echo is there. */
async function echoOnPty(path: string): Promise<number> {
  const fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  const bytes = new Uint8Array(4096);
  const times: number[] = [];
  for (let count = -ECHOES; count < ECHOES; count++) {
    const begin = performance.now();
    writeSync(fd, 'x');
    do waitForAny([{ fd, events: POLL.IN }]);
    while (readNow(fd, bytes) === 0);
    if (count >= 0) times.push(performance.now() - begin);
  }
  closeSync(fd);
  return spread(times).median;
}

/** What is there; a PTY that was readable a moment ago may need another one. */
function readNow(fd: number, into: Uint8Array): number {
  try {
    return readSync(fd, into);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0;
    throw error;
  }
}

/** @param mark a letter that no burst has, and that was not typed before: the PTY may still hold what was */
async function burstsOnPty(path: string, mark: number): Promise<number> {
  const cat = new Cat(path);
  const keys = openSync(path, constants.O_WRONLY | constants.O_NOCTTY);
  // QEMU looks once a second whether its PTY is open; what it echoes then shows that it has.
  writeSync(keys, Uint8Array.of(mark));
  await cat.until(() => cat.last === mark);
  const time = await timed(async () => {
    for (let count = 0; count < BURSTS; count++) {
      const { length } = cat;
      // Its echo comes behind the burst, of which a PTY that was full may have lost a byte.
      writeSync(keys, Uint8Array.of(BURST_KEY, mark));
      await cat.until(() => cat.length > length && cat.last === mark);
    }
  });
  closeSync(keys);
  await cat.end();
  return time;
}

async function measureChannel(rounds: number, signal: AbortSignal): Promise<Comparison> {
  const guest = await startChannelGuest();
  try {
    const shell = await GuestShell.open(guest);
    await shell.run(MAKE_BLOCK);
    const times = { ours: [] as number[], theirs: [] as number[] };
    for (let round = -WARM_UPS; round < rounds; round++) {
      signal.throwIfAborted();
      const theirs = await blocksToCat(guest, shell);
      const ours = await blocksOverAgent(guest, shell);
      if (round < 0) continue;
      times.theirs.push(theirs);
      times.ours.push(ours);
    }
    await shell.close();
    const what = `virtio-serial channel, ${Math.round(BLOCKS_BYTES / 1e6)} MB to a client`;
    return { what, against: 'cat on its PTY', ...times, target: THROUGHPUT };
  } finally {
    await guest.agent.dispose();
  }
}

/** From the first byte that comes to the last: how soon the guest begins is not asked. */
async function blocksOverAgent(guest: ChannelGuest, shell: GuestShell): Promise<number> {
  let begin = 0;
  const place = { socket: guest.agent.socket, name: NAME, alias: 'channel0', mode: 'read' } as const;
  const client = await ConsoleClient.attach({ ...place, from: Number.MAX_SAFE_INTEGER }, () => {
    begin ||= performance.now();
  });
  const sent = shell.run(sendBlocks(BLOCKS, CHANNEL_DEVICE));
  await client.until(() => client.length >= BLOCKS_BYTES);
  const time = performance.now() - begin;
  await sent;
  await client.detach();
  return time;
}

async function blocksToCat(guest: ChannelGuest, shell: GuestShell): Promise<number> {
  const cat = new Cat(guest.ptys.get('channel0') ?? '');
  const sent = shell.run(sendBlocks(BLOCKS, CHANNEL_DEVICE));
  await cat.until(() => cat.length > 0);
  const begin = performance.now();
  await cat.until(() => cat.length >= BLOCKS_BYTES);
  const time = performance.now() - begin;
  await sent;
  await cat.end();
  return time;
}

/** `cat` on a PTY, whose output this process takes. */
class Cat {
  length = 0;
  /** The byte that came last. */
  last: number | undefined;
  readonly #process: ChildProcess;
  #waiting: { readonly holds: () => boolean; readonly resolve: () => void } | undefined;

  constructor(path: string) {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOCTTY);
    this.#process = spawn('cat', { stdio: [fd, 'pipe', 'inherit'] });
    closeSync(fd);
    this.#process.stdout?.on('data', (bytes: Buffer) => {
      this.length += bytes.length;
      this.last = bytes.at(-1);
      if (this.#waiting?.holds()) this.#waiting.resolve();
    });
  }

  until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting = { holds, resolve };
    });
  }

  async end(): Promise<void> {
    const closed = once(this.#process, 'close');
    this.#process.kill('SIGKILL');
    await closed;
  }
}
