import type { Diagnostic } from '../../domain-xml/diagnostic.ts';
import type { ErrorData } from '../../protocol/errors.ts';

/** As compilers print it, so that editors and people find the place: one-based. */
export function diagnosticText(file: string, { severity, code, message, range }: Diagnostic): string {
  const { line, character } = range.start;
  return `${file}:${line + 1}:${character + 1}: ${severity}: ${message} [${code}]`;
}

/** An error's message, then what else is known of it, one line each; with a file, its diagnostics before it. */
export function errorText(data: ErrorData, file?: string): string {
  const diagnostics = (data.diagnostics ?? []).map((diagnostic) => diagnosticText(file ?? 'domain', diagnostic));
  const details = detailsOf(data, file).map(([label, value]) => `  ${label.padEnd(8)} ${value}`);
  return [...diagnostics, `virtcell: ${data.message} [${data.code}]`, ...details].join('\n');
}

function detailsOf(data: ErrorData, file: string | undefined): [string, string][] {
  const details: [string, string][] = [];
  if (data.step !== undefined) details.push(['step', data.step]);
  if (data.syscall !== undefined || data.errno !== undefined) {
    details.push(['system', [data.syscall, data.errno].filter((part) => part !== undefined).join(': ')]);
  }
  if (data.path !== undefined) details.push(['path', data.path]);
  if (data.class !== undefined) details.push(['class', data.class]);
  // Where there are diagnostics, they have said it.
  const place = data.diagnostics?.length ? data.element : placeOf(data, file);
  if (place !== undefined) details.push([data.element === undefined ? 'place' : 'element', place]);
  if (data.hint !== undefined) details.push(['hint', data.hint]);
  return details;
}

function placeOf({ element, range }: ErrorData, file: string | undefined): string | undefined {
  if (!range) return element;
  const line = range.start.line + 1;
  const place = file === undefined ? `line ${line}` : `${file}:${line}:${range.start.character + 1}`;
  return element === undefined ? place : `${element} (${place})`;
}
