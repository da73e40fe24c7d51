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

/** What to mend first: in a text that is not well-formed, all that is said of its elements rests on a guess. */
export const firstError = ({ document, diagnostics }: Read): Diagnostic | undefined =>
  [...document.problems, ...diagnostics].find(({ severity }) => severity === 'error');

interface Read {
  readonly document: { readonly problems: readonly Diagnostic[] };
  readonly diagnostics: readonly Diagnostic[];
}
