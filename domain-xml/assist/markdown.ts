/** Text as it is, in Markdown. The table's lines name elements, which would be taken for HTML. */
export const plainMarkdown = (text: string): string => text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&');

/** A word in code, whatever it holds: an attribute's value is anybody's text. */
export function codeMarkdown(text: string): string {
  const shown = text.replace(/\s+/g, ' ');
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return longest > 0 ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}
