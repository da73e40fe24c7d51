import type { FSWatcher } from 'node:fs';
import type { ConsoleLog } from './consoleLog.ts';

/** While nobody reads, growth is looked at once in so many milliseconds at most; a log that does not grow costs nothing. */
const REST = 5_000;

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
    if (this.#attentive || !this.#watcher) return;
    this.close();
    this.#resting = setTimeout(() => this.#wakeUp(), this.#rest).unref();
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
