import type { DiagnosticCode } from '../../../domain-xml/diagnosticCodes.ts';
import type { PlanProblem } from '../../../plan/privateDev/planProblem.ts';
import type { ErrorCode } from '../../../protocol/errors.ts';

/** What is not there at all is missing; anything else is there, and is not what the XML says or needs. */
const CODES: Partial<Record<DiagnosticCode, ErrorCode>> = {
  'disk-image': 'host-facts',
  'ambiguous-device': 'host-facts',
  'device-stack-too-deep': 'host-facts',
  'device-denied': 'file-denied',
  'no-ptys': 'host-facts',
};

/** The error that a start or an attach ends with for such a problem. */
export const codeOfProblem = ({ code }: PlanProblem): ErrorCode => CODES[code] ?? 'missing-device-node';
