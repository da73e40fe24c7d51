/**
 * Ends whatever escape sequence the cut is in (CAN), and the colours and the line drawing that were on: what would have
 * ended them is left out.
 */
const CUT = '\x18\x1b[0m\x0f';

/** What one console prints, and our own words among it, as a terminal gets them: decoded, in order. The agent paces it. */
export class ConsoleOutput {
  readonly #write: (text: string) => void;
  /** One for all attachments: output that goes on at the same byte may go on inside a character. */
  #decoder = new TextDecoder();
  /** A channel's: no terminal in the guest puts a carriage return before a line feed. */
  #isRaw = false;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  take(bytes: Uint8Array): void {
    const text = this.#decoder.decode(bytes, { stream: true });
    if (text !== '') this.#write(this.#isRaw ? text.replace(/\r?\n/g, '\r\n') : text);
  }

  /** Dim, in brackets, on a line of their own, behind all that came before. */
  note(text: string): void {
    // Bright black, which the editor keeps readable on what is behind it; what is only dim it does not.
    this.#write(`\r\n\x1b[90m[${text}]\x1b[0m\r\n`);
  }

  /** Nothing in the guest makes a terminal's output of it. */
  becomeRaw(): void {
    this.#isRaw = true;
  }

  /** What follows does not go on where the output was. */
  breakOff(): void {
    this.#decoder = new TextDecoder();
  }

  /** The same in the midst of the output, wherever that was. */
  cut(): void {
    this.breakOff();
    this.#write(CUT);
  }
}
