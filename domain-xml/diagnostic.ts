import type { Range } from './position.ts';

export type Severity = 'error' | 'warning' | 'information';

/** Something to say about a place in a domain's XML. `code` is stable: see diagnosticCodes.ts. */
export interface Diagnostic {
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly range: Range;
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((diagnostic) => diagnostic.severity === 'error');
