import { GuestShell, startChannelGuest } from '../agent/channelGuest.ts';
import { type Finding, findingText } from './finding.ts';
import { soakCycles, soakSerial } from './serial.ts';
import { MAKE_BLOCK, soakChannel, soakStoppedReader } from './streams.ts';

export interface SoakOptions {
  /** A file that stalls the agent it is loaded into. */
  readonly stallPath: string;
  /** How long the cycles take. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  say(line: string): void;
}

/** Runs all of it, one after another, and says what each part found. */
export async function soak({ stallPath, seconds, signal, say }: SoakOptions): Promise<boolean> {
  const findings: Finding[] = [];
  const found = (finding: Finding): void => {
    findings.push(finding);
    say(findingText(finding));
  };
  say(`${seconds} seconds of attaching and detaching …`);
  found(await soakCycles({ seconds, cyclesPerMinute: 10, restartEvery: 6, stallPath, signal }));
  found(await soakSerial(5e6));
  signal.throwIfAborted();
  const guest = await startChannelGuest();
  try {
    const shell = await GuestShell.open(guest);
    await shell.run(MAKE_BLOCK);
    await shell.close();
    signal.throwIfAborted();
    found(await soakChannel(guest, 100e6));
    signal.throwIfAborted();
    found(await soakStoppedReader(guest, 50e6));
  } finally {
    await guest.agent.dispose();
  }
  return findings.every(({ passed }) => passed);
}
