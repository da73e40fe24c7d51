import type { Deadline } from '../../protocol/deadline.ts';
import { SequenceWatch } from './sequenceWatch.ts';

/**
 * The terminal is asked for the state of a private mode that none has (DECRQM), and answers that it does not know it, when
 * it has come to the question: all before it is shown. Nothing else tells. The editor takes whatever an extension writes,
 * and keeps what its terminal, or the way there, is too slow for.
 */
const QUESTION = '\x1b[?4242$p';
const ANSWER = '\x1b[?4242;0$y';

/** After so many bytes it is asked: not while a person types, and often enough that the next are on their way meanwhile. */
const ASK_BYTES = 8 << 10;

/** One that has not answered in this time does not answer, or is so slow that a little more makes no difference. */
const ANSWER_MILLISECONDS = 2_000;

export interface ProbeDeps {
  /** To the terminal. */
  readonly write: (text: string) => void;
  /** So many bytes of all that were counted are shown. */
  readonly shown: (bytes: number) => void;
  readonly later: Deadline;
}

/** The way to one terminal, which finds out how much of what was written is shown. */
export class ShownProbe {
  readonly #deps: ProbeDeps;
  readonly #sequences = new SequenceWatch();
  #counted = 0;
  /** How much was counted at the last question. */
  #asked = 0;
  /** There is a question that was not answered. */
  #cancel: (() => void) | undefined;

  constructor(deps: ProbeDeps) {
    this.#deps = deps;
  }

  write(text: string): void {
    this.#sequences.take(text);
    this.#deps.write(text);
  }

  /** What was written was for so many bytes of output. */
  count(bytes: number): void {
    this.#counted += bytes;
    this.#askWhereDue();
  }

  /** What the terminal sends but answers. */
  typed(sent: string): string {
    const text = sent.replaceAll(ANSWER, '');
    if (text !== sent && this.#cancel) this.#answered();
    return text;
  }

  /** Counts from nothing: another connection. Also where there will be none. */
  restart(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#counted = 0;
    this.#asked = 0;
  }

  #askWhereDue(): void {
    if (this.#cancel || this.#counted - this.#asked < ASK_BYTES) return;
    this.#asked = this.#counted;
    if (this.#sequences.isBetween) {
      this.#cancel = this.#deps.later(ANSWER_MILLISECONDS, () => this.#answered());
      this.#deps.write(QUESTION);
    } else {
      // A question would end a picture in its middle. What comes next has another place for one.
      this.#deps.shown(this.#asked);
    }
  }

  #answered(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#deps.shown(this.#asked);
    this.#askWhereDue();
  }
}
