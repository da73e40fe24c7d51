import type { Diagnostic, Severity } from './diagnostic.ts';
import type { DiagnosticCode } from './diagnosticCodes.ts';
import type { LineIndex } from './parse/lineIndex.ts';
import type { Span } from './position.ts';

/** More would help nobody, and a hostile text could ask for a million. */
export const MAX_DIAGNOSTICS = 500;

/** Gathers diagnostics about one text, up to a limit that is an error itself: a full list never looks like a good one. */
export class DiagnosticList {
  readonly #lines: LineIndex;
  readonly #items: Diagnostic[] = [];

  constructor(lines: LineIndex) {
    this.#lines = lines;
  }

  /** In the order in which they were added. */
  get items(): readonly Diagnostic[] {
    return this.#items;
  }

  /** @param message may be a function, so that composing it costs nothing once the list is full */
  error(code: DiagnosticCode, span: Span, message: string | (() => string)): void {
    this.#add('error', code, span, message);
  }

  warning(code: DiagnosticCode, span: Span, message: string | (() => string)): void {
    this.#add('warning', code, span, message);
  }

  #add(severity: Severity, code: DiagnosticCode, span: Span, message: string | (() => string)): void {
    if (this.#items.length > MAX_DIAGNOSTICS) return;
    const range = this.#lines.range(span);
    if (this.#items.length === MAX_DIAGNOSTICS) {
      const limit = `More than ${MAX_DIAGNOSTICS} problems; the rest is not listed.`;
      this.#items.push({ severity: 'error', code: 'too-many-problems', message: limit, range });
      return;
    }
    this.#items.push({ severity, code, message: typeof message === 'string' ? message : message(), range });
  }
}

/** Diagnostics in the order of the text. */
export function inTextOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    ({ range: { start: a } }, { range: { start: b } }) => a.line - b.line || a.character - b.character,
  );
}
