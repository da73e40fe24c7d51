import type { Diagnostic } from '../../domain-xml/diagnostic.ts';
import { parseXml } from '../../domain-xml/parse/parseXml.ts';
import type { Range } from '../../domain-xml/position.ts';
import type { ErrorData } from '../../protocol/errors.ts';

/** What a failed start has to say of the text that was started: all that the agent found, each in its place. */
export function startFindings(text: string, { code, message, range, diagnostics }: ErrorData): Diagnostic[] {
  if (diagnostics?.length) return [...diagnostics];
  return [{ severity: 'error', code, message, range: range ?? wholeDomain(text) }];
}

/** What is about no line is about the domain. */
function wholeDomain(text: string): Range {
  const { root, lines } = parseXml(text);
  return lines.range(root?.nameSpan ?? { start: 0, end: 0 });
}
