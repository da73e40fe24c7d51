/**
 * How much a terminal gets of what a guest prints. The editor parses 8 to 15 MB/s, and what it has not parsed yet grows
 * without bound; virtio-serial brings 60. So a terminal gets 2 MB/s, and what does not fit is left out of the middle.
 *
 * Everything is read from the agent nevertheless, and what nobody will see is dropped here, for about nothing. A reader
 * that stops reading would fall behind in the log by minutes, and one that comes again at a later offset would have to
 * ask for it, and would let go of the writing meanwhile.
 */
const BATCH_MILLISECONDS = 10;
const BATCH_BYTES = 20_000;

/** What may wait to be shown whole: at 2 MB/s it is a fifth of a second late at most. */
const BACKLOG_BYTES = 400_000;

/**
 * In a flood only the last of it is shown, so many bytes so often: more than any screen, and less than is kept above it,
 * so that the note stands within reach; and it keeps moving.
 */
const TAIL_BYTES = 16 << 10;
const FLOOD_MILLISECONDS = 150;

/** A flood that brings no more between two looks is over, and that much is shown whole. */
const CALM_BYTES = 150_000;

/** Bytes to show, or how many are left out in their place. */
export type Shown = { readonly bytes: Uint8Array } | { readonly skipped: number };

/** Bytes and times in, what to show out; it keeps no clock. Times are milliseconds of any monotonic clock. */
export class OutputPace {
  #waiting: Uint8Array[] = [];
  #length = 0;
  #skipped = 0;
  #isFlood = false;
  #nextAt = Number.NEGATIVE_INFINITY;

  take(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#waiting.push(bytes);
    this.#length += bytes.length;
    if (this.#length <= BACKLOG_BYTES) return;
    this.#isFlood = true;
    this.#keepTail();
  }

  /** When there is something to show next; undefined while nothing waits. */
  get dueAt(): number | undefined {
    return this.#length === 0 ? undefined : this.#nextAt;
  }

  /** What to show now that it is due. */
  show(now: number): Shown[] {
    if (this.#skipped === 0 && this.#length <= CALM_BYTES) this.#isFlood = false;
    if (!this.#isFlood) {
      this.#nextAt = now + BATCH_MILLISECONDS;
      return [{ bytes: this.#first(BATCH_BYTES) }];
    }
    this.#keepTail();
    this.#nextAt = now + FLOOD_MILLISECONDS;
    return this.showAll();
  }

  /** All that waits, since something else is to stand behind it. */
  showAll(): Shown[] {
    const bytes = this.#first(this.#length);
    const skipped = this.#skipped;
    if (skipped === 0) return bytes.length === 0 ? [] : [{ bytes }];
    this.#skipped = 0;
    const start = startOfLine(bytes);
    return [{ skipped: skipped + start }, { bytes: bytes.subarray(start) }];
  }

  #keepTail(): void {
    const tooMany = this.#length - TAIL_BYTES;
    if (tooMany <= 0) return;
    this.#drop(tooMany);
    this.#skipped += tooMany;
  }

  #first(limit: number): Uint8Array {
    const length = Math.min(limit, this.#length);
    const bytes = new Uint8Array(length);
    let at = 0;
    for (const piece of this.#waiting) {
      if (at === length) break;
      const part = piece.subarray(0, length - at);
      bytes.set(part, at);
      at += part.length;
    }
    this.#drop(length);
    return bytes;
  }

  #drop(count: number): void {
    this.#length -= count;
    let left = count;
    let whole = 0;
    for (const piece of this.#waiting) {
      if (piece.length > left) break;
      left -= piece.length;
      whole++;
    }
    this.#waiting.splice(0, whole);
    const [first] = this.#waiting;
    if (first && left > 0) this.#waiting[0] = first.subarray(left);
  }
}

const LINE_FEED = 0x0a;
const ESCAPE = 0x1b;

/** Where output can begin after a cut: at a line; where there is none at an escape sequence; else at a character. */
function startOfLine(bytes: Uint8Array): number {
  const line = bytes.indexOf(LINE_FEED) + 1;
  if (line > 0 && line < bytes.length) return line;
  const sequence = bytes.indexOf(ESCAPE);
  if (sequence >= 0) return sequence;
  let at = 0;
  while (at < bytes.length && isContinuation(bytes[at] ?? 0)) at++;
  return at;
}

/** A byte inside a character of UTF-8. */
const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;
