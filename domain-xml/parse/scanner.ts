import type { Span } from '../position.ts';
import { isNameCharacter, isNameStart, isSpace } from './characters.ts';

/** Counts the characters that a parse looks at, so that tests can hold it to linear time. */
export interface Effort {
  steps: number;
}

/** A place in a text, moving forward. */
export class Scanner {
  readonly text: string;
  /** The offset of the next character. */
  at = 0;
  readonly #effort: Effort;

  constructor(text: string, effort: Effort = { steps: 0 }) {
    this.text = text;
    this.#effort = effort;
  }

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Work done elsewhere on the text, in characters. */
  spend(steps: number): void {
    this.#effort.steps += steps;
  }

  /** The code unit at `offset` from here, −1 outside the text. */
  peek(offset = 0): number {
    this.#effort.steps++;
    const index = this.at + offset;
    return index < this.text.length ? this.text.charCodeAt(index) : -1;
  }

  sees(literal: string): boolean {
    this.#effort.steps += literal.length;
    return this.text.startsWith(literal, this.at);
  }

  /** The offset of `literal` from here on, −1 when it does not come. Does not move. */
  find(literal: string): number {
    const found = this.text.indexOf(literal, this.at);
    this.#effort.steps += (found < 0 ? this.text.length : found + literal.length) - this.at;
    return found;
  }

  /** Moves over what passes the test. */
  skip(passes: (code: number) => boolean): void {
    while (!this.atEnd && passes(this.peek())) this.at++;
  }

  /** @returns how much there was */
  skipSpace(): number {
    const start = this.at;
    while (!this.atEnd && isSpace(this.peek())) this.at++;
    return this.at - start;
  }

  /** Moves over a name. @returns empty when none begins here */
  name(): string {
    const start = this.at;
    if (isNameStart(this.peek())) this.skip(isNameCharacter);
    return this.text.slice(start, this.at);
  }

  slice({ start, end }: Span): string {
    return this.text.slice(start, end);
  }
}
