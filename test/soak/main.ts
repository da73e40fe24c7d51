import { GuestShell, startChannelGuest } from '../agent/channelGuest.ts';
import { soakCrowd } from './crowd.ts';
import { type Finding, findingText } from './finding.ts';
import { soakFrames } from './frames.ts';
import { soakKills } from './kills.ts';
import { soakCycles, soakSerial } from './serial.ts';
import { MAKE_BLOCK, soakChannel, soakStoppedReader } from './streams.ts';

export interface SoakOptions {
  /** What is left out when it is only to be seen that it works. */
  readonly isQuick: boolean;
  /** Files that are loaded into agents: one that stalls it, one that makes it tell its memory. */
  readonly stallPath: string;
  readonly memoryPath: string;
  readonly signal: AbortSignal;
  say(line: string): void;
}

type Part = (options: SoakOptions) => Promise<Finding[]>;

/** In the order in which all of them run. */
const PARTS = {
  consoles: async ({ isQuick, stallPath, signal }) => [
    await soakCycles({ seconds: isQuick ? 30 : 180, cyclesPerMinute: 10, restartEvery: 6, stallPath, signal }),
    await soakSerial(isQuick ? 1e6 : 5e6),
  ],
  channels: ({ isQuick, signal }) => soakChannels(isQuick ? 0.1 : 1, signal),
  kills: async ({ isQuick, signal }) => [await soakKills(isQuick ? 10 : 200, signal)],
  crowd: async ({ isQuick, memoryPath, signal }) => [await soakCrowd({ rounds: isQuick ? 2 : 10, memoryPath, signal })],
  frames: async ({ isQuick, signal }) => [await soakFrames(isQuick ? 20_000 : 1e6, signal)],
} satisfies Record<string, Part>;

export type PartName = keyof typeof PARTS;
export const PART_NAMES = Object.keys(PARTS) as PartName[];

/** Runs what is asked for, one after another, and says what each part found. */
export async function soak(names: readonly PartName[], options: SoakOptions): Promise<boolean> {
  let passed = true;
  for (const name of names) {
    options.say(`${name} …`);
    for (const finding of await PARTS[name](options)) {
      options.say(findingText(finding));
      passed &&= finding.passed;
    }
    options.signal.throwIfAborted();
  }
  return passed;
}

/** @param share of the usual amounts */
async function soakChannels(share: number, signal: AbortSignal): Promise<Finding[]> {
  const guest = await startChannelGuest();
  try {
    const shell = await GuestShell.open(guest);
    await shell.run(MAKE_BLOCK);
    await shell.close();
    signal.throwIfAborted();
    const channel = await soakChannel(guest, 100e6 * share);
    signal.throwIfAborted();
    return [channel, await soakStoppedReader(guest, 50e6 * share)];
  } finally {
    await guest.agent.dispose();
  }
}
