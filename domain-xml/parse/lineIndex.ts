import type { Position, Range, Span } from '../position.ts';

/** Turns offsets into a text into lines and characters and back. Lines end with `\n`, `\r\n` or `\r`, as in LSP. */
export class LineIndex {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    this.#starts = lineStarts(text);
    this.#length = text.length;
  }

  /** An offset outside the text is taken as its nearest end. */
  position(offset: number): Position {
    const inside = Math.min(Math.max(offset, 0), this.#length);
    const line = this.#lineAt(inside);
    return { line, character: inside - (this.#starts[line] ?? 0) };
  }

  range(span: Span): Range {
    return { start: this.position(span.start), end: this.position(span.end) };
  }

  /** A character beyond its line's end means that end, a line beyond the text the text's end. */
  offset({ line, character }: Position): number {
    const start = this.#starts[Math.max(line, 0)];
    if (start === undefined) return this.#length;
    const next = this.#starts[line + 1] ?? this.#length;
    return Math.min(start + Math.max(character, 0), next);
  }

  #lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

const LINE_FEED = 0x0a;
const RETURN = 0x0d;

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isEnd = code === LINE_FEED || (code === RETURN && text.charCodeAt(at + 1) !== LINE_FEED);
    if (isEnd) starts.push(at + 1);
  }
  return starts;
}
