import { constants } from 'node:fs';
import { ConsoleLog } from './consoleLog.ts';
import type { PtyRecord } from './drainMessages.ts';
import { LogIndex } from './logIndex.ts';
import type { LogLimits } from './logLimits.ts';
import { LogWatch } from './logWatch.ts';

export interface RecordSource {
  readonly alias: string;
  /** `log`: QEMU writes it. `journal`: this agent does, from the PTY; QEMU would write whole buffers of a channel twice. */
  readonly record: PtyRecord['kind'];
  readonly logPath: string;
}

export interface RecordEvents {
  /** Possibly. */
  grown(): void;
  /** Its growth is not told any more. */
  unwatched(error: unknown): void;
  /** The offset of the slowest reader; Infinity without one. */
  slowest(): number;
  /** For what nobody who asked is there to hear of. */
  log(message: string, error: unknown): void;
}

/** Where the index of a log lies. */
export const indexPath = (logPath: string): string => `${logPath}.index`;

/** The output of one console of a running domain: the log, what is known of it, and how much of it is kept. */
export class ConsoleRecord {
  readonly log: ConsoleLog;
  readonly #source: RecordSource;
  readonly #limits: LogLimits;
  readonly #events: RecordEvents;
  readonly #index: LogIndex;
  readonly #watch: LogWatch;
  #mayTrim = true;

  /** @throws what opening the log threw */
  constructor(source: RecordSource, limits: LogLimits, events: RecordEvents) {
    const { alias, logPath } = source;
    this.#source = source;
    this.#limits = limits;
    this.#events = events;
    this.log = new ConsoleLog(logPath);
    this.#index = new LogIndex(indexPath(logPath), this.#endOrClosed(), (error) =>
      events.log(`the index of console ${alias} cannot be kept`, error),
    );
    this.#watch = new LogWatch(
      this.log,
      () => this.#grown(),
      (error) => {
        events.log(`the log of console ${alias} cannot be watched`, error);
        events.unwatched(error);
      },
    );
  }

  #endOrClosed(): number {
    try {
      return this.log.kept().end;
    } catch (error) {
      this.log.close();
      throw error;
    }
  }

  get index(): LogIndex {
    return this.#index;
  }

  /** Throws where no more files can be watched. */
  attentive(on: boolean): void {
    this.#watch.attentive(on);
  }

  /** For the thread that empties the PTY. */
  openForThread(): PtyRecord {
    if (this.#source.record === 'journal') {
      return { kind: 'journal', fd: this.log.openAgain(constants.O_WRONLY | constants.O_APPEND) };
    }
    return { kind: 'log', fd: this.log.openAgain(constants.O_RDONLY), end: this.log.kept().end };
  }

  /** It grows no more. */
  stopWatching(): void {
    this.#watch.close();
    this.#index.see(Date.now(), this.log.kept().end);
    this.#index.finish();
  }

  #grown(): void {
    this.#events.grown();
    this.#index.see(Date.now(), this.log.kept().end);
    if (!this.#mayTrim) return;
    try {
      this.log.trim(this.#events.slowest(), this.#limits);
    } catch (error) {
      // A filesystem without holes: the log grows, and is said to once.
      this.#mayTrim = false;
      this.#events.log(`the log of console ${this.#source.alias} cannot be kept small`, error);
    }
  }
}
