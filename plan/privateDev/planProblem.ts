import type { Diagnostic } from '../../domain-xml/diagnostic.ts';
import type { DiagnosticCode } from '../../domain-xml/diagnosticCodes.ts';

/** Something that the domain wants and the host lacks, or has otherwise. */
export interface PlanProblem extends Diagnostic {
  readonly code: DiagnosticCode;
  /** The XPath of what asks for it. */
  readonly element: string;
  /** What it asks for. */
  readonly path: string;
}
