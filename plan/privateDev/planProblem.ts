import type { Diagnostic } from '../../domain-xml/diagnostic.ts';
import type { DiagnosticCode } from '../../domain-xml/diagnosticCodes.ts';
import { ENGLISH, inWords, type Message, type Words } from '../../domain-xml/message.ts';

/** Something that the domain wants and the host lacks, or has otherwise. */
export interface PlanProblem extends Omit<Diagnostic, 'message'> {
  readonly code: DiagnosticCode;
  readonly message: Message;
  /** The XPath of what asks for it. */
  readonly element: string;
  /** What it asks for. */
  readonly path: string;
}

/** What is shown of it, and crosses the socket. */
export const diagnosticOf = ({ severity, code, message, range }: PlanProblem, words: Words = ENGLISH): Diagnostic => ({
  severity,
  code,
  message: inWords(message, words),
  range,
});
