import type { Span } from './position.ts';

/** The line end that a text uses. */
export const lineEndOf = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

/** The white space between the start of a line and what stands first in it; undefined where something stands before it. */
export function indentationAt(text: string, offset: number): string | undefined {
  let start = offset;
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--;
  const beginsLine = start === 0 || text[start - 1] === '\n' || text[start - 1] === '\r';
  return beginsLine ? text.slice(start, offset) : undefined;
}

/** From the start of a span's first line to the end of its last one; a line of which nothing is in it does not count. */
export function wholeLines(text: string, { start, end }: Span): Span {
  const before = text.slice(0, start);
  const first = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  const closing = /(?:\r\n|[\r\n])$/.exec(text.slice(start, end));
  if (closing) return { start: first, end: end - closing[0].length };
  const after = text.slice(end).search(/[\r\n]/);
  return { start: first, end: after < 0 ? text.length : end + after };
}
