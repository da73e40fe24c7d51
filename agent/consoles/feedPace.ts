/**
 * How much a terminal gets of what a guest prints. The editor's parses 8 to 15 MB/s, and virtio-serial brings 60: it gets
 * 2 MB/s, and what does not fit is left out of the middle. One that is drawn without a GPU on two busy cores shows a
 * twentieth of that, less than a serial port brings: it gets more only when it has shown what it has.
 */
const BATCH_MILLISECONDS = 10;
const BATCH_BYTES = 20_000;

/** What may wait to be handed over whole: at 2 MB/s a fifth of a second. */
const BACKLOG_BYTES = 400_000;

/**
 * In a flood only the last of it is shown, so many bytes so often: more than any screen, and less than is kept above it,
 * so that the note of what was skipped stands within reach; and it keeps moving.
 */
const TAIL_BYTES = 16 << 10;
const FLOOD_MILLISECONDS = 100;

/** A flood that brings no more between two looks is over, and what comes after it is shown whole. */
const CALM_BYTES = 100_000;

/** More of its end is not shown whole either: it would push the note of what was skipped out of reach. */
const END_BYTES = 2 * TAIL_BYTES;

/** A terminal for which more than that waits all the while is too slow for what comes. */
const LATE_MILLISECONDS = 1_000;

/** So many bytes are to be left out, then so many shown. */
export interface Share {
  readonly skip: number;
  readonly show: number;
}

/** Decides what a terminal gets; it keeps no clock. Times are milliseconds of any monotonic clock. */
export class FeedPace {
  #isFlood = false;
  /** Since when more waits than when it is calm. */
  #lateSince = Number.POSITIVE_INFINITY;
  #nextAt = Number.NEGATIVE_INFINITY;

  /** For how many milliseconds the terminal gets nothing. Where nothing was shown just now it is none: a key's echo waits for nobody. */
  rest(now: number): number {
    return Math.max(0, this.#nextAt - now);
  }

  /** Nothing more came for a while: what is there is the present, and is shown at once. */
  endRest(): void {
    this.#nextAt = Number.NEGATIVE_INFINITY;
  }

  /** What becomes of the output that waits, after the rest. @param waiting bytes, not none */
  share(waiting: number, now: number): Share {
    const isCalm = waiting <= CALM_BYTES;
    this.#lateSince = isCalm ? Number.POSITIVE_INFINITY : Math.min(this.#lateSince, now);
    const isItsEnd = this.#isFlood && isCalm && waiting > END_BYTES;
    if (isCalm) this.#isFlood = false;
    else if (waiting > BACKLOG_BYTES || now - this.#lateSince > LATE_MILLISECONDS) this.#isFlood = true;
    this.#nextAt = now + (this.#isFlood ? FLOOD_MILLISECONDS : BATCH_MILLISECONDS);
    if (!this.#isFlood && !isItsEnd) return { skip: 0, show: Math.min(waiting, BATCH_BYTES) };
    const show = Math.min(waiting, TAIL_BYTES);
    return { skip: waiting - show, show };
  }
}

const LINE_FEED = 0x0a;
const ESCAPE = 0x1b;

/** Where output can begin after a cut: at a line; where there is none at an escape sequence; else at a character. */
export function startAfterCut(bytes: Uint8Array): number {
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
