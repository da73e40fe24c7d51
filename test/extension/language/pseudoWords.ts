import { readFileSync } from 'node:fs';
import type { L10n } from '../../../extension/l10n.ts';

/** All that translators are given. */
const BUNDLE = new Set(
  Object.keys(JSON.parse(readFileSync(new URL('../../../l10n/bundle.l10n.json', import.meta.url), 'utf8'))),
);

/**
 * A language in which every sentence is `«…»` with a dot for each letter, so that what is left of English was never
 * handed to it. Fails for what is not in the bundle.
 */
export const pseudo: L10n = {
  t: (text, ...values) => {
    if (!BUNDLE.has(text)) throw new Error(`no translator is given: ${text}`);
    const parts = text.split(/\{(\d+)\}/);
    const said = parts.map((part, n) => (n % 2 === 0 ? part.replace(/\p{L}/gu, '·') : String(values[Number(part)])));
    return `«${said.join('')}»`;
  },
};

/** What is in no sentence of that language; a sentence may be a value of another. */
export function outside(text: string): string {
  const inner = text.replace(/«[^«»]*»/g, '');
  return inner === text ? text.trim() : outside(inner);
}

/** Words as they stand in a text: two letters or more. */
export const wordsIn = (text: string): string[] => text.match(/[A-Za-z]{2,}/g) ?? [];
