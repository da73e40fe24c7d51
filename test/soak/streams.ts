import { readFileSync } from 'node:fs';
import { CHANNEL_DEVICE, type ChannelGuest, GuestShell, NAME } from '../agent/channelGuest.ts';
import { ConsoleClient } from '../agent/consoles/consoleClient.ts';
import type { Finding } from './finding.ts';

/** In the guest's shell `seq` makes it. */
const FIRST = 1_000_000_000;
/** Lines of the block that the guest sends again and again: ten digits and LF. */
const BLOCK_LINES = 100_000;
export const BLOCK = Buffer.from(Array.from({ length: BLOCK_LINES }, (_, line) => `${FIRST + line}\n`).join(''));

/** In the guest: makes the block once. */
export const MAKE_BLOCK = `seq ${FIRST} ${FIRST + BLOCK_LINES - 1} > /tmp/block`;
/** In the guest: sends it so many times. */
export const sendBlocks = (count: number, device: string): string =>
  `i=0; while [ $i -lt ${count} ]; do cat /tmp/block; i=$((i+1)); done > ${device}`;

/** Counts the bytes that are not the block again and again. */
export class BlockCheck {
  length = 0;
  wrong = 0;

  take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      const place = this.length % BLOCK.length;
      const part = bytes.subarray(at, at + BLOCK.length - place);
      if (BLOCK.compare(part, 0, part.length, place, place + part.length) !== 0) this.wrong += part.length;
      at += part.length;
      this.length += part.length;
    }
  }
}

/** So much through the channel to whoever is attached, each byte held against what was sent. */
export async function soakChannel(guest: ChannelGuest, bytes: number): Promise<Finding> {
  const shell = await GuestShell.open(guest);
  const blocks = Math.ceil(bytes / BLOCK.length);
  const check = new BlockCheck();
  const begin = performance.now();
  const client = await ConsoleClient.attach(
    { socket: guest.agent.socket, name: NAME, alias: 'channel0', mode: 'read', from: Number.MAX_SAFE_INTEGER },
    (part) => check.take(part),
  );
  const sent = shell.run(sendBlocks(blocks, CHANNEL_DEVICE));
  await client.until(() => check.length >= blocks * BLOCK.length);
  const seconds = (performance.now() - begin) / 1000;
  await sent;
  await client.detach();
  await shell.close();
  const expected = blocks * BLOCK.length;
  return {
    what: 'virtio-serial channel, whole',
    passed: check.length === expected && check.wrong === 0,
    figures: { MB: expected / 1e6, 'wrong bytes': check.wrong, 'MB/s': Math.round(expected / 1e5 / seconds) / 10 },
  };
}

/** A reader that stopped reading while much goes by: it costs the agent no memory, and holds up nobody. */
export async function soakStoppedReader(guest: ChannelGuest, bytes: number): Promise<Finding> {
  const { agent } = guest;
  const place = {
    socket: agent.socket,
    name: NAME,
    alias: 'channel0',
    mode: 'read',
    from: Number.MAX_SAFE_INTEGER,
  } as const;
  const before = residentBytes(agent.pid);
  const stopped = await ConsoleClient.attach(place);
  stopped.socket.pause();
  const { passed, figures } = await soakChannel(guest, bytes);
  const grown = residentBytes(agent.pid) - before;
  stopped.socket.terminate();
  await stopped.closed;
  return {
    what: 'a reader that stopped reading',
    passed: passed && grown < STOPPED_READER_LIMIT,
    figures: {
      'MB that went by': figures.MB ?? 0,
      'agent grew by, kB': Math.round(grown / 1e3),
      'MB/s': figures['MB/s'] ?? 0,
    },
  };
}

/** What one viewer may have under way, and what a garbage collector has not looked at yet. */
const STOPPED_READER_LIMIT = 12e6;

function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}
