import { BURST_LINES } from '../../scripts/guest/bootSector.mjs';

/** What is wrong at a place of a counting guest's output. */
export interface Flaw {
  readonly kind: 'lost' | 'repeated';
  /** In bytes of the output. */
  readonly offset: number;
  readonly bytes: number;
}

/** A line of a burst: four hex digits, CR, LF. */
export const LINE = 6;

/**
 * Holds output against what the boot sector's guest must have said when it was told to count, again and again: bursts
 * without anything between. What stands before the first line is not looked at.
 */
export class CountingCheck {
  readonly flaws: Flaw[] = [];
  /** Lines that came, in their order. */
  lines = 0;
  #rest = '';
  #offset: number;

  /** @param offset of the next byte */
  constructor(offset: number) {
    this.#offset = offset;
  }

  take(bytes: Buffer): void {
    const text = this.#rest + bytes.toString('latin1');
    let at = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', at)) {
      this.#line(text.slice(at, end + 1));
      this.#offset += end + 1 - at;
      at = end + 1;
    }
    this.#rest = text.slice(at);
  }

  #line(line: string): void {
    const digits = /^([0-9a-f]{4})\r\n$/i.exec(line)?.[1];
    if (this.lines === 0 && digits !== '0000') return;
    if (digits === undefined) this.#damaged(line);
    else this.#whole(Number.parseInt(digits, 16));
  }

  #whole(number: number): void {
    const ahead = (number - (this.lines % BURST_LINES) + BURST_LINES) % BURST_LINES;
    // Half a burst back is a repetition, half a burst on a loss.
    if (ahead > BURST_LINES / 2) {
      this.#flaw('repeated', LINE);
      return;
    }
    if (ahead > 0) this.#flaw('lost', ahead * LINE);
    this.lines += ahead + 1;
  }

  /** Bytes too many or too few in one line. */
  #damaged({ length }: string): void {
    if (length > LINE) this.#flaw('repeated', length - LINE);
    else this.#flaw('lost', Math.max(LINE - length, 1));
    this.lines++;
  }

  #flaw(kind: Flaw['kind'], bytes: number): void {
    this.flaws.push({ kind, offset: this.#offset, bytes });
  }
}

/** A mark stands shortly after what it is of: QEMU stumbles, and a pass later the PTY is found full. */
const BEFORE_MARK = 64 << 10;
const AFTER_MARK = 1 << 10;

export const isMarked = ({ kind, offset }: Flaw, marks: Iterable<number>): boolean =>
  kind === 'repeated' && [...marks].some((mark) => offset > mark - BEFORE_MARK && offset < mark + AFTER_MARK);
