/** As virsh lays tables out: a blank before each line, three between columns, a rule below the headings. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    ` ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd();
  const width = widths.reduce((sum, each) => sum + each + 3, 0);
  return [line(headings), '-'.repeat(width), ...rows.map(line)].join('\n');
}
