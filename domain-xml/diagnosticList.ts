import type { Diagnostic, Severity } from './diagnostic.ts';
import type { DiagnosticCode } from './diagnosticCodes.ts';
import { inWords, type Message, say, type Words } from './message.ts';
import type { LineIndex } from './parse/lineIndex.ts';
import type { Span } from './position.ts';

/** More would help nobody, and a hostile text could ask for a million. */
export const MAX_DIAGNOSTICS = 500;

/** Gathers diagnostics about one text, up to a limit that is an error itself: a full list never looks like a good one. */
export class DiagnosticList {
  readonly #lines: LineIndex;
  readonly #words: Words;
  readonly #items: Diagnostic[] = [];

  /** @param words the language that its messages are in */
  constructor(lines: LineIndex, words: Words) {
    this.#lines = lines;
    this.#words = words;
  }

  /** In the order in which they were added. */
  get items(): readonly Diagnostic[] {
    return this.#items;
  }

  /** @param message may be a function, so that composing it costs nothing once the list is full */
  error(code: DiagnosticCode, span: Span, message: Message | (() => Message)): void {
    this.#add('error', code, span, message);
  }

  warning(code: DiagnosticCode, span: Span, message: Message | (() => Message)): void {
    this.#add('warning', code, span, message);
  }

  #add(severity: Severity, code: DiagnosticCode, span: Span, message: Message | (() => Message)): void {
    if (this.#items.length > MAX_DIAGNOSTICS) return;
    const range = this.#lines.range(span);
    if (this.#items.length === MAX_DIAGNOSTICS) {
      const limit = say('More than {0} problems; the rest is not listed.', MAX_DIAGNOSTICS);
      const message = inWords(limit, this.#words);
      this.#items.push({ severity: 'error', code: 'too-many-problems', message, range });
      return;
    }
    const said = typeof message === 'function' ? message() : message;
    this.#items.push({ severity, code, message: inWords(said, this.#words), range });
  }
}

/** Diagnostics in the order of the text. */
export function inTextOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    ({ range: { start: a } }, { range: { start: b } }) => a.line - b.line || a.character - b.character,
  );
}
