import type { Deadline } from '../../protocol/deadline.ts';
import type { L10n } from '../l10n.ts';
import { byteCount } from './byteCount.ts';
import { OutputPace, type Shown } from './outputPace.ts';

export interface OutputDeps {
  readonly write: (text: string) => void;
  readonly later: Deadline;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  readonly l10n: L10n;
}

/**
 * Ends whatever escape sequence the cut is in (CAN), and the colours and the line drawing that were on: what would have
 * ended them is left out.
 */
const CUT = '\x18\x1b[0m\x0f';

/** What one console prints, and our own words among it, as a terminal gets them: paced, decoded, in order. */
export class ConsoleOutput {
  readonly #deps: OutputDeps;
  readonly #pace = new OutputPace();
  /** One for all attachments: output that goes on at the same byte may go on inside a character. */
  #decoder = new TextDecoder();
  /** A channel's: no terminal in the guest puts a carriage return before a line feed. */
  #isRaw = false;
  #cancel: (() => void) | undefined;

  constructor(deps: OutputDeps) {
    this.#deps = deps;
  }

  take(bytes: Uint8Array): void {
    this.#pace.take(bytes);
    this.#schedule();
  }

  /** Dim, in brackets, on a line of their own, behind all that came before. */
  note(text: string): void {
    this.#flush();
    // Bright black, which the editor keeps readable on what is behind it; what is only dim it does not.
    this.#deps.write(`\r\n\x1b[90m[${text}]\x1b[0m\r\n`);
  }

  /** Nothing in the guest makes a terminal's output of it. */
  becomeRaw(): void {
    this.#isRaw = true;
  }

  /** What follows does not go on where the output was. */
  breakOff(): void {
    this.#flush();
    this.#decoder = new TextDecoder();
  }

  dispose(): void {
    this.#cancel?.();
  }

  /** At once where nothing was shown just now: a key's echo waits for nobody. */
  #schedule(): void {
    const { dueAt } = this.#pace;
    if (this.#cancel || dueAt === undefined) return;
    const wait = dueAt - this.#deps.now();
    if (wait > 0) this.#cancel = this.#deps.later(wait, () => this.#showNext());
    else this.#showNext();
  }

  #showNext(): void {
    this.#cancel = undefined;
    if (this.#pace.dueAt === undefined) return;
    this.#show(this.#pace.show(this.#deps.now()));
    this.#schedule();
  }

  #flush(): void {
    this.#show(this.#pace.showAll());
  }

  #show(pieces: readonly Shown[]): void {
    const text = pieces.map((piece) => ('bytes' in piece ? this.#decode(piece.bytes) : this.#gap(piece.skipped)));
    const whole = text.join('');
    if (whole !== '') this.#deps.write(whole);
  }

  #decode(bytes: Uint8Array): string {
    const text = this.#decoder.decode(bytes, { stream: true });
    return this.#isRaw ? text.replace(/\r?\n/g, '\r\n') : text;
  }

  #gap(skipped: number): string {
    this.#decoder = new TextDecoder();
    const words = this.#deps.l10n.t('… {0} skipped; they are in the log', byteCount(skipped));
    return `${CUT}\r\n\x1b[90m[${words}]\x1b[0m\r\n`;
  }
}
