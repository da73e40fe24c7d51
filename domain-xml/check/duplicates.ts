import type { DiagnosticCode } from '../diagnosticCodes.ts';
import type { DiagnosticList } from '../diagnosticList.ts';
import type { Message } from '../message.ts';
import type { Span } from '../position.ts';

/** Reports each key that came before. */
export class Duplicates {
  readonly #severity: 'error' | 'warning';
  readonly #code: DiagnosticCode;
  readonly #report: DiagnosticList;
  readonly #seen = new Map<string, string>();

  constructor(code: DiagnosticCode, report: DiagnosticList, severity: 'error' | 'warning' = 'error') {
    this.#severity = severity;
    this.#code = code;
    this.#report = report;
  }

  /**
   * @param owner who has it, for the message about a second owner
   * @param message gets the first owner
   */
  add(key: string, owner: string, span: Span, message: (first: string) => Message): void {
    const first = this.#seen.get(key);
    if (first === undefined) this.#seen.set(key, owner);
    else this.#report[this.#severity](this.#code, span, () => message(first));
  }
}
