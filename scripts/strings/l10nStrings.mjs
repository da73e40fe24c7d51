import { sourceTokens } from './sourceTokens.mjs';

/**
 * A function that sentences are handed to: its name, a call without its argument, one of something else than a literal,
 * and ways to call it that would not be found.
 *
 * @typedef {{ name: string, call: RegExp, other: RegExp, hidden: RegExp }} Speaker
 */

/** @type {Speaker} */
const L10N = {
  name: 'l10n.t',
  call: /\bl10n\s*\.\s*t\s*\(\s*$/,
  other: /\bl10n\s*\.\s*t\s*\(\s*[^\s'"`]/,
  hidden: /\bl10n\s*(?:\[|\.\s*t\b(?!\s*\())|\{[^{}]*\bt\b[^{}]*\}\s*=\s*[\w.]*\bl10n\b/,
};

/** @type {Speaker} */
const SAY = {
  name: 'say',
  call: /\bsay\s*\(\s*$/,
  other: /\bsay\s*\(\s*[^\s'"`]/,
  hidden: /\bsay\s+as\b|[=(]\s*say\b(?!\s*\()/,
};

/**
 * The strings that a source hands to `l10n.t`, each a literal of its own: a translator is given nothing else.
 *
 * @param {string} source
 * @param {string} file  for what is said of it
 * @returns {string[]}
 */
export const l10nStrings = (source, file) => literals(source, file, L10N);

/**
 * The same of `say`, domain-xml/message.ts, for rooms that know no editor.
 *
 * @param {string} source
 * @param {string} file
 */
export const messageStrings = (source, file) => literals(source, file, SAY);

function literals(/** @type {string} */ source, /** @type {string} */ file, /** @type {Speaker} */ speaker) {
  const { name, call, other, hidden } = speaker;
  const tokens = sourceTokens(source);
  return tokens.flatMap(({ kind, text, line }, n) => {
    if (kind !== 'code') return [];
    const place = `${file}:${line}`;
    if (hidden.test(text))
      throw new Error(`${place}: ${name} is called by its whole name, so that its strings are found`);
    if (other.test(text)) throw new Error(`${place}: ${name} takes a literal`);
    if (!call.test(text)) return [];
    const [literal, after] = tokens.slice(n + 1, n + 3);
    if (literal?.kind !== 'string' || !after || !/^\s*[,)]/.test(after.text)) {
      throw new Error(`${place}: ${name} takes one whole literal`);
    }
    return [literal.text];
  });
}
