import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConsoleLog } from './consoleLog.ts';
import type { Viewer } from './viewer.ts';

/**
 * One piece of output; each viewer gets one a turn of the event loop, so none holds up another. It goes into a socket's
 * buffer as a whole.
 */
const CHUNK = 128 << 10;
/** Pieces from this size on are read into memory that was used before: 60 MB/s of garbage cost as much as the reading. */
const LARGE = 16 << 10;
/** With so many bytes not taken yet a viewer gets no more. It only falls behind in the log. */
const UNREAD_LIMIT = 256 << 10;

/** Reads a console's log to one viewer: what there was and what comes are the same loop. */
export class ViewerFeed {
  readonly viewer: Viewer;
  readonly #log: ConsoleLog;
  #position: number;
  /** Offsets around which output may have been logged twice, not told yet. */
  readonly #repeats: number[];
  /** As many as were under way at once: a handful. */
  readonly #spare: Uint8Array[] = [];
  #caughtUp = false;
  #draining = false;
  #stopped = false;
  /** Where the log ends for good, once it does. */
  #last: number | undefined;
  #wake: (() => void) | undefined;

  constructor(viewer: Viewer, log: ConsoleLog, from: number, repeats: readonly number[]) {
    this.viewer = viewer;
    this.#log = log;
    this.#position = from;
    this.#repeats = repeats.filter((offset) => offset >= from);
  }

  get position(): number {
    return this.#position;
  }

  /**
   * Until the viewer is stopped or has all that the log will ever hold.
   *
   * @throws what reading the log threw
   */
  async run(): Promise<void> {
    for (;;) {
      await nextTurn();
      if (this.#stopped) return;
      if (this.#isBehind()) await this.#sleep();
      else if (!this.#step()) {
        if (this.#last !== undefined) return;
        await this.#sleep();
      }
    }
  }

  /** There may be more to read. */
  wake(): void {
    this.#wake?.();
  }

  mayRepeat(offset: number): void {
    this.#repeats.push(offset);
    this.wake();
  }

  stop(): void {
    this.#stopped = true;
    this.wake();
  }

  /** The log ends at this offset. */
  finish(last: number): void {
    this.#last = last;
    this.wake();
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Whether the viewer has to take something first; it is asked once, however much the log grows meanwhile. */
  #isBehind(): boolean {
    if (this.viewer.unread() < UNREAD_LIMIT) return false;
    if (!this.#draining) {
      this.#draining = true;
      void this.viewer.drained().then(() => {
        this.#draining = false;
        this.wake();
      });
    }
    return true;
  }

  /** Hands the next thing over. False when there is nothing for now. */
  #step(): boolean {
    const { first, end } = this.#log.kept();
    if (this.#position < first) this.#jump(first);
    // Only a QEMU that fell to its guest makes its log shorter.
    if (this.#position > end) this.#jump(end);
    const [repeat] = this.#repeats;
    if (repeat !== undefined && repeat <= this.#position) {
      this.viewer.control({ kind: 'possible-repeat', offset: repeat });
      this.#repeats.shift();
      return true;
    }
    return this.#handOver(Math.min(end, this.#last ?? end), repeat);
  }

  /** As far as `limit`, and not beyond the next mark. */
  #handOver(limit: number, mark = limit): boolean {
    const to = Math.min(limit, mark, this.#position + CHUNK);
    if (to > this.#position) {
      const length = this.#pass(to);
      this.#position += length;
      if (length === 0) return false;
      // What came meanwhile is told: looked for at once, a serial port's bytes would be handed out one by one.
      if (this.#position < limit || mark < limit || this.#position === this.#repeats[0]) return true;
    }
    if (!this.#caughtUp) {
      this.#caughtUp = true;
      this.viewer.control({ kind: 'caught-up', offset: this.#position });
    }
    return false;
  }

  #pass(to: number): number {
    if (to - this.#position < LARGE) {
      const bytes = this.#log.read(this.#position, to);
      this.viewer.output(bytes);
      return bytes.length;
    }
    const memory = this.#spare.pop() ?? Buffer.allocUnsafeSlow(CHUNK);
    const bytes = this.#log.read(this.#position, to, memory);
    this.viewer.output(bytes, () => this.#spare.push(memory));
    return bytes.length;
  }

  #jump(to: number): void {
    this.viewer.control({ kind: 'gap', from: this.#position, to });
    this.#position = to;
  }
}
