import { BURST_KEY, BURST_LINES } from '../../scripts/guest/bootSector.mjs';
import { ConsoleClient } from '../agent/consoles/consoleClient.ts';
import { CountingCheck, isMarked, LINE } from './counting.ts';

/**
 * A key that the last viewer typed may reach the guest as late as this: QEMU looks once a second whether its PTY is open.
 * A second key in the middle of a burst would begin another inside it.
 */
const LATE_MS = 2000;

/**
 * The serial port of a guest that counts, watched by one viewer after another, each from where the one before was. Keeps
 * the guest counting while somebody is attached.
 */
export class CountingConsole {
  readonly check = new CountingCheck(0);
  readonly marks = new Set<number>();
  /** What should not be said at all: gaps, and output that is not recorded. */
  readonly complaints: unknown[] = [];
  offset = 0;
  readonly #socket: string;
  readonly #name: string;
  #client: ConsoleClient | undefined;
  #late: NodeJS.Timeout | undefined;

  constructor(socket: string, name: string) {
    this.#socket = socket;
    this.#name = name;
  }

  async attach(): Promise<void> {
    const place = { socket: this.#socket, name: this.#name, mode: 'write', from: this.offset } as const;
    this.#client = await ConsoleClient.attach(place, (bytes) => {
      const before = this.#burst();
      this.check.take(bytes);
      if (this.#burst() > before && this.check.lines % BURST_LINES === 0) this.#type();
    });
    const { lines } = this.check;
    this.#late = setTimeout(() => {
      if (this.check.lines === lines) this.#type();
    }, LATE_MS);
  }

  /** Lets go. */
  async detach(): Promise<void> {
    await this.#client?.detach();
    this.#leave();
  }

  /** The agent has gone. */
  async lose(): Promise<void> {
    await this.#client?.closed;
    this.#leave();
  }

  async until(lines: number): Promise<void> {
    await this.#client?.until(() => this.check.lines >= lines);
  }

  /** In bytes: what is missing, and what stands twice, where no mark says so. */
  verdict(): { lost: number; repeated: number; atMarks: number; details: string } {
    const sum = (of: readonly { readonly bytes: number }[]): number =>
      of.reduce((total, { bytes }) => total + bytes, 0);
    const { flaws } = this.check;
    const unmarked = flaws.filter((flaw) => !isMarked(flaw, this.marks));
    return {
      lost: sum(unmarked.filter(({ kind }) => kind === 'lost')),
      repeated: sum(unmarked.filter(({ kind }) => kind === 'repeated')),
      atMarks: sum(flaws) - sum(unmarked),
      details: JSON.stringify({ unmarked: unmarked.slice(0, 10), complaints: this.complaints, marks: [...this.marks] }),
    };
  }

  /** What was seen of the guest's count, in bytes. */
  get bytes(): number {
    return this.check.lines * LINE;
  }

  #burst(): number {
    return Math.floor(this.check.lines / BURST_LINES);
  }

  #type(): void {
    this.#client?.type(Uint8Array.of(BURST_KEY));
  }

  #leave(): void {
    clearTimeout(this.#late);
    const client = this.#client;
    this.#client = undefined;
    if (!client) return;
    this.offset = client.offset;
    for (const control of client.controls) {
      if (control.kind === 'possible-repeat') this.marks.add(control.offset);
      if (control.kind === 'gap' || control.kind === 'unrecorded') this.complaints.push(control);
    }
  }
}
