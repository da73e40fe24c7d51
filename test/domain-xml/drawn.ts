import type { Diagnostic } from '../../domain-xml/diagnostic.ts';

/**
 * Diagnostics as people see them: each below the line that it is about, its range underlined. Lines without any are
 * left out. Tabs count as one column.
 */
export function drawn(text: string, diagnostics: readonly Diagnostic[]): string {
  const lines = text.split(/\r\n?|\n/);
  const said = new Map<number, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const { line } = diagnostic.range.start;
    said.set(line, [...(said.get(line) ?? []), diagnostic]);
  }
  return [...said]
    .sort(([a], [b]) => a - b)
    .flatMap(([line, about]) => [lines[line] ?? '', ...about.map((each) => underlined(each, lines[line] ?? ''))])
    .join('\n');
}

function underlined({ range: { start, end }, severity, code, message }: Diagnostic, line: string): string {
  const last = end.line === start.line ? end.character : line.length;
  const mark = '^'.repeat(Math.max(1, last - start.character));
  const more = end.line === start.line ? '' : '…';
  const level = severity === 'error' ? '' : `${severity} `;
  return `${' '.repeat(start.character)}${mark}${more} ${level}${code}: ${message}`;
}
