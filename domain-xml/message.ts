/** What says things in the language of whoever reads: the editor's `vscode.l10n`, as far as it is used. */
export interface Words {
  /** @param text in English, with `{0}`, `{1}` … where the values stand */
  t(text: string, ...values: (string | number)[]): string;
}

/** A sentence that is in no language yet. Values are what no language changes: names, numbers, what somebody wrote. */
export interface Message {
  /** In English; what it is translated by. */
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/**
 * A sentence for people, whole: what differs in more than a value is another sentence, since no other language puts the
 * pieces of an English one together in the same way.
 *
 * @param text a literal, so that scripts/strings.mjs finds it
 */
export const say = (text: string, ...values: (string | number)[]): Message => ({ text, values });

/** What is said in English to everybody: the agent's own words, which cross the socket as they are. */
export const untranslated = (text: string): Message => ({ text: '{0}', values: [text] });

/** A message, or a line of the schema's table, in somebody's language. */
export const inWords = (said: Message | string, words: Words): string =>
  typeof said === 'string' ? words.t(said) : words.t(said.text, ...said.values);

/** What the command and the agent speak: nobody's language is known to them. */
export const ENGLISH: Words = {
  t: (text, ...values) => text.replace(/\{(\d+)\}/g, (place, index) => String(values[Number(index)] ?? place)),
};
