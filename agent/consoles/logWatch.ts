import type { FSWatcher } from 'node:fs';
import type { ConsoleLog } from './consoleLog.ts';

/** While nobody reads, growth is looked at once in so many milliseconds at most; a log that does not grow costs nothing. */
const REST = 5_000;
/**
 * While output streams, so many milliseconds of it are looked at together. What is typed and echoed is no stream. The
 * first pause in which hardly anything came is the last: then inotify(7) watches again, and no timer runs while the guest
 * is quiet.
 */
const STREAM_REST = 3;
const STREAM_BYTES = 64;
/** After a rest that brought as much, the next is longer: a serial port never gets there, and its last words do not wait. */
const FLOOD_REST = 10;
const FLOOD_BYTES = 32 << 10;

/**
 * Wakes whoever must deal with a log's growth: at once while somebody reads, now and then otherwise, since a guest that
 * prints to nobody still must not fill the disk.
 */
export class LogWatch {
  readonly #log: ConsoleLog;
  readonly #grown: () => void;
  readonly #failed: (error: unknown) => void;
  readonly #rest: number;
  #watcher: FSWatcher | undefined;
  #resting: NodeJS.Timeout | undefined;
  #attentive = false;
  /** Where the log ended when, a moment ago. */
  #moment = { time: 0, end: 0 };

  constructor(log: ConsoleLog, grown: () => void, failed: (error: unknown) => void, rest = REST) {
    this.#log = log;
    this.#grown = grown;
    this.#failed = failed;
    this.#rest = rest;
    this.#wakeUp();
  }

  /** Throws where no more files can be watched. */
  attentive(on: boolean): void {
    this.#attentive = on;
    if (on) this.#watch();
  }

  close(): void {
    clearTimeout(this.#resting);
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #watch(): void {
    clearTimeout(this.#resting);
    this.#watcher ??= this.#log.watch(() => this.#happened(), this.#failed);
  }

  #happened(): void {
    this.#grown();
    if (!this.#watcher) return;
    if (!this.#attentive) this.#pause(this.#rest, () => this.#wakeUp());
    else if (this.#streams()) this.#pauseWhileStreaming();
  }

  #streams(): boolean {
    const { end } = this.#log.kept();
    const time = performance.now();
    if (time - this.#moment.time > STREAM_REST) this.#moment = { time, end };
    return end - this.#moment.end >= STREAM_BYTES;
  }

  /** As long as each pause finds more of the stream nobody watches in between. */
  #pauseWhileStreaming(rest = STREAM_REST): void {
    const { end } = this.#log.kept();
    this.#pause(rest, () => {
      const length = this.#log.kept().end - end;
      if (!this.#attentive || length < STREAM_BYTES) {
        this.#wakeUp();
        return;
      }
      this.#grown();
      this.#pauseWhileStreaming(length < FLOOD_BYTES ? STREAM_REST : FLOOD_REST);
    });
  }

  #pause(milliseconds: number, over: () => void): void {
    this.close();
    this.#resting = setTimeout(over, milliseconds).unref();
  }

  #wakeUp(): void {
    try {
      this.#watch();
      // For what came while nobody watched.
      this.#grown();
    } catch (error) {
      this.#failed(error);
    }
  }
}
