import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConsoleLog } from './consoleLog.ts';
import { FeedPace, startAfterCut } from './feedPace.ts';
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

/** The same of what a terminal has not shown yet: the slowest known, at 100 kB/s, are a third of a second late. */
const UNSHOWN_LIMIT = 32 << 10;

/** In a flood the log is told to have grown every ten milliseconds: who hears nothing for so long hears its end. */
const QUIET_MS = 30;

/** What it reads. */
type FedLog = Pick<ConsoleLog, 'kept' | 'read'>;

/** Reads a console's log to one viewer: what there was and what comes are the same loop. */
export class ViewerFeed {
  readonly viewer: Viewer;
  readonly #log: FedLog;
  #position: number;
  /** Offsets around which output may have been logged twice, not told yet. */
  #repeats: readonly number[];
  readonly #pace: FeedPace | undefined;
  #resting: NodeJS.Timeout | undefined;
  #hasGrown = false;
  #given = 0;
  #shown = 0;
  /** As many as were under way at once: a handful. */
  readonly #spare: Uint8Array[] = [];
  #caughtUp = false;
  #draining = false;
  #stopped = false;
  /** Where the log ends for good, once it does. */
  #last: number | undefined;
  #wake: (() => void) | undefined;

  constructor(viewer: Viewer, log: FedLog, from: number, repeats: readonly number[]) {
    this.viewer = viewer;
    this.#log = log;
    this.#position = from;
    this.#repeats = repeats.filter((offset) => offset >= from);
    this.#pace = viewer.isTerminal ? new FeedPace() : undefined;
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
      if (this.#isBehind() || this.#rests()) await this.#sleep();
      else if (!this.#step()) {
        if (this.#last !== undefined) return;
        await this.#sleep();
      }
    }
  }

  /** A terminal has shown so many bytes of all that it was given. */
  shown(bytes: number): void {
    this.#shown = Math.max(this.#shown, Math.min(bytes, this.#given));
    this.#goOn();
  }

  /** There may be more to read. */
  wake(): void {
    this.#hasGrown = true;
    this.#goOn();
  }

  mayRepeat(offset: number): void {
    this.#repeats = [...this.#repeats, offset];
    this.wake();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#resting);
    this.wake();
  }

  /** The log ends at this offset. */
  finish(last: number): void {
    this.#last = last;
    this.wake();
  }

  #goOn(): void {
    this.#wake?.();
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Whether the viewer has to take something first; it is asked once, however much the log grows meanwhile. */
  #isBehind(): boolean {
    if (this.#pace && this.#given - this.#shown >= UNSHOWN_LIMIT) return true;
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

  /** Whether the viewer has had as much as it can show for now. */
  #rests(): boolean {
    if (this.#resting) return true;
    const rest = this.#pace?.rest(performance.now()) ?? 0;
    if (rest === 0) return false;
    this.#hasGrown = false;
    this.#resting = setTimeout(
      () => {
        this.#resting = undefined;
        if (!this.#hasGrown) this.#pace?.endRest();
        this.#goOn();
      },
      Math.min(Math.ceil(rest), QUIET_MS),
    );
    return true;
  }

  /** Hands the next thing over. False when there is nothing for now. */
  #step(): boolean {
    const { first, end } = this.#log.kept();
    if (this.#position < first) this.#jump(first);
    // Only a QEMU that fell to its guest makes its log shorter.
    if (this.#position > end) this.#jump(end);
    const until = Math.min(end, this.#last ?? end);
    const limit = this.#pace && until > this.#position ? this.#paced(this.#pace, until) : until;
    const [repeat, ...repeats] = this.#repeats;
    if (repeat !== undefined && repeat <= this.#position) {
      this.viewer.control({ kind: 'possible-repeat', offset: repeat });
      this.#repeats = repeats;
      return true;
    }
    return this.#handOver(until, Math.min(limit, repeat ?? limit));
  }

  /** How far the viewer gets something now, having left out what it cannot show. */
  #paced(pace: FeedPace, end: number): number {
    const { skip, show } = pace.share(end - this.#position, performance.now());
    const limit = this.#position + skip + show;
    if (skip > 0) this.#skip(this.#position + skip, limit);
    return limit;
  }

  /** What was logged twice in what is left out is no news. */
  #skip(to: number, limit: number): void {
    const start = to + startAfterCut(this.#log.read(to, limit));
    this.viewer.control({ kind: 'skipped', from: this.#position, to: start });
    this.#position = start;
    this.#repeats = this.#repeats.filter((offset) => offset >= start);
  }

  /** As far as there is something, and not beyond the next mark. */
  #handOver(limit: number, mark: number): boolean {
    const to = Math.min(limit, mark, this.#position + CHUNK);
    if (to > this.#position) {
      const length = this.#pass(to);
      this.#position += length;
      this.#given += length;
      if (length === 0) return false;
      // What came meanwhile is told: looked for at once, a serial port's bytes would be handed out one by one.
      if (this.#position < limit || mark < limit || this.#position === this.#repeats[0]) return true;
    } else if (to < limit) {
      return true;
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
