/** At `time`, in milliseconds since 1970, the output was seen to end at `offset`. */
export interface SeenEnd {
  readonly time: number;
  readonly offset: number;
}

const NEWLINE = 0x0a;
/** Of `[2026-11-30T12:34:56Z] `. */
const STAMP_BYTES = 23;

/**
 * Puts the time before each line of a console's output, in UTC and by the second, which is as exact as it was seen: a line
 * came no later than that.
 */
export class LineTimes {
  readonly #ends: readonly SeenEnd[];
  readonly #now: () => number;
  /** Of the first end that is behind what was stamped. */
  #next = 0;
  #isInLine = false;

  /**
   * @param ends ascending
   * @param now for what came after the last of them
   */
  constructor(ends: readonly SeenEnd[], now: () => number) {
    this.#ends = ends;
    this.#now = now;
  }

  /** @param offset of the first of these bytes in all the output, never less than in the call before */
  stamp(bytes: Uint8Array, offset: number): Uint8Array {
    const starts = this.#lineStarts(bytes);
    const stamped = new Uint8Array(bytes.length + starts.length * STAMP_BYTES);
    let copied = 0;
    starts.forEach((start, count) => {
      stamped.set(bytes.subarray(copied, start), copied + count * STAMP_BYTES);
      stamped.set(ascii(`[${this.#timeOf(offset + start)}] `), start + count * STAMP_BYTES);
      copied = start;
    });
    stamped.set(bytes.subarray(copied), copied + starts.length * STAMP_BYTES);
    return stamped;
  }

  #lineStarts(bytes: Uint8Array): number[] {
    const starts: number[] = [];
    for (let start = 0; start < bytes.length; ) {
      if (!this.#isInLine) starts.push(start);
      const newline = bytes.indexOf(NEWLINE, start);
      this.#isInLine = newline < 0;
      start = newline < 0 ? bytes.length : newline + 1;
    }
    return starts;
  }

  #timeOf(offset: number): string {
    while ((this.#ends[this.#next]?.offset ?? Number.POSITIVE_INFINITY) <= offset) this.#next++;
    const time = this.#ends[this.#next]?.time ?? this.#now();
    return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
  }
}

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
