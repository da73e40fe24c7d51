/** What a text was read as: a value, or why it is none. */
export type Reading<T> = { readonly value: T } | Refusal;

export interface Refusal {
  /** `unsupported-value`: libvirt may know it, Virtcell does not. `invalid-value`: it cannot be meant. */
  readonly code: 'invalid-value' | 'unsupported-value';
  /** A sentence about the text, which is not repeated in it. */
  readonly message: string;
}

/** A kind of value that an attribute or an element's text holds. */
export interface ValueType<T> {
  /** In the singular, for hovers and messages: `a UUID`, `one of hd, cdrom`. */
  readonly label: string;
  /** Reads a text exactly as it stands: white space belongs to it. */
  read(text: string): Reading<T>;
  /** All values, where there are few. */
  readonly choices?: readonly Choice[];
}

export interface Choice {
  readonly value: string;
  readonly doc: string;
  /** False for what libvirt knows and Virtcell does not. */
  readonly supported: boolean;
}

export const invalid = (message: string): Refusal => ({ code: 'invalid-value', message });
export const unsupported = (message: string): Refusal => ({ code: 'unsupported-value', message });

/**
 * One of a few words.
 *
 * @param supported each word with one line about what it means
 * @param known words that libvirt has beyond those, so that a message can tell them from typing errors
 */
export function oneOf<const W extends string>(
  supported: Readonly<Record<W, string>>,
  known: readonly string[] = [],
): ValueType<W> {
  const words = new Map(Object.keys(supported).map((word) => [word, word as W]));
  const list = [...words.keys()].join(', ');
  return {
    label: words.size === 1 ? `only ${list}` : `one of ${list}`,
    choices: [
      ...Object.entries<string>(supported).map(([value, doc]) => ({ value, doc, supported: true })),
      ...known.map((value) => ({ value, doc: 'libvirt has this; Virtcell does not support it.', supported: false })),
    ],
    read: (text) => {
      const value = words.get(text);
      if (value !== undefined) return { value };
      const what = known.includes(text) ? 'is known to libvirt, but not supported here' : 'is not supported';
      return unsupported(`${quoted(text)} ${what}; supported: ${list}.`);
    },
  };
}

const flag = (yes: string, no: string): ValueType<boolean> => ({
  label: `${yes} or ${no}`,
  choices: [
    { value: yes, doc: 'Switched on.', supported: true },
    { value: no, doc: 'Switched off.', supported: true },
  ],
  read: (text) => {
    if (text === yes || text === no) return { value: text === yes };
    return invalid(`${quoted(text)} is neither ${yes} nor ${no}.`);
  },
});

export const yesNo = flag('yes', 'no');
export const onOff = flag('on', 'off');

/** Any text, kept as it is. */
export const freeText: ValueType<string> = { label: 'a text', read: (value) => ({ value }) };

/** A text that follows a pattern. */
export function pattern(label: string, expression: RegExp, code: Refusal['code'] = 'invalid-value'): ValueType<string> {
  return {
    label,
    read: (value) => (expression.test(value) ? { value } : { code, message: `${quoted(value)} is not ${label}.` }),
  };
}

/** A text as it is shown in a message, shortened when it is long. */
export function quoted(text: string): string {
  const shown = text.length > 48 ? `${text.slice(0, 48)}…` : text;
  return `“${shown.replace(/\s+/g, ' ')}”`;
}
