import type { SeenEnd } from '../../protocol/lineTimes.ts';

/** Ends of the log seen closer together than this, in milliseconds, say the same. */
const DISTANCE = 1000;
const MAX_ENTRIES = 4096;

/**
 * When a console's output came: ends of its log, oldest first. Coarse where it is old and long: beyond the limit every
 * second entry of the older half goes.
 */
export class LogTimes {
  #entries: SeenEnd[];
  /** Seen after the last entry and too close to it: the next growth shows whether it was the end of something. */
  #latest: SeenEnd | undefined;

  constructor(entries: readonly SeenEnd[] = []) {
    this.#entries = [...entries];
    this.#thin();
  }

  get entries(): readonly SeenEnd[] {
    return this.#entries;
  }

  /** The log was seen to end there now. Returns the entries that this makes. */
  see(time: number, offset: number): readonly SeenEnd[] {
    const last = this.#entries.at(-1);
    const latest = this.#latest ?? last;
    if (latest && offset <= latest.offset) return [];
    const seen = { time, offset };
    // A clock that was put back says nothing until it is where it was.
    if (last && time - last.time < DISTANCE) {
      this.#latest = seen;
      return [];
    }
    const made = this.#latest ? [this.#latest, seen] : [seen];
    this.#latest = undefined;
    this.#entries.push(...made);
    this.#thin();
    return made;
  }

  /** All of them, as far as it was seen. */
  get all(): readonly SeenEnd[] {
    return this.#latest ? [...this.#entries, this.#latest] : this.#entries;
  }

  /** It grows no more. Returns the entry that this makes, if there is one. */
  finish(): readonly SeenEnd[] {
    const made = this.#latest ? [this.#latest] : [];
    this.#latest = undefined;
    this.#entries.push(...made);
    return made;
  }

  /** An offset before everything that was printed after `time`, and as little before it as is known. */
  offsetAt(time: number): number {
    return this.all.findLast((entry) => entry.time <= time)?.offset ?? 0;
  }

  #thin(): void {
    if (this.#entries.length <= MAX_ENTRIES) return;
    const half = this.#entries.length >> 1;
    this.#entries = this.#entries.filter((_, index) => index >= half || index % 2 === 1);
  }
}
