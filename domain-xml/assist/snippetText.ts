/* The syntax of the editor's snippets, which is also LSP's: `$1` and `${1:text}` are stops, `$0` is the last one. */

/** A text as it stands in a snippet, also within a placeholder. */
export const literal = (text: string): string => text.replace(/[\\$}]/g, '\\$&');

/** A stop where one of a few words is chosen. */
export const choice = (stop: number, words: readonly string[]): string =>
  `\${${stop}|${words.map((word) => word.replace(/[\\,|$}]/g, '\\$&')).join(',')}|}`;

/** What a snippet is when all its stops are left as they are: the first word of a choice, the text of a placeholder. */
export const filled = (snippet: string): string =>
  snippet.replace(
    /\\([\\$},|])|\$\{\d+\|((?:\\.|[^,|\\])*)(?:\\.|[^|\\])*\|\}|\$\{\d+:((?:\\.|[^}\\])*)\}|\$(?:\d+|\{\d+\})/g,
    (_, escaped = '', first = '', text = '') => escaped + `${first}${text}`.replace(/\\(.)/g, '$1'),
  );
