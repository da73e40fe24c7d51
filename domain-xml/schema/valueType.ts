import { type Message, say } from '../message.ts';
import type { HostThing } from './hostThing.ts';

/** What a text was read as: a value, or why it is none. */
export type Reading<T> = { readonly value: T } | Refusal;

export interface Refusal {
  /** `unsupported-value`: libvirt may know it, Virtcell does not. `invalid-value`: it cannot be meant. */
  readonly code: 'invalid-value' | 'unsupported-value';
  /** A sentence about the text. */
  readonly message: Message;
}

/** A kind of value that an attribute or an element's text holds. */
export interface ValueType<T> {
  /** In the singular, for hovers: `a UUID`, `one of hd, cdrom`. */
  readonly label: Message | string;
  /** What is said of a text that is none, `{0}`, where the table's own words make that sentence. */
  readonly refusal?: string;
  /** Reads a text exactly as it stands: white space belongs to it. */
  read(text: string): Reading<T>;
  /** All values, where there are few. */
  readonly choices?: readonly Choice[];
  /** What it names on the host, where it names something there. */
  readonly host?: HostThing;
}

export interface Choice {
  readonly value: string;
  readonly doc: string;
  /** False for what libvirt knows and Virtcell does not. */
  readonly supported: boolean;
}

export const invalid = (message: Message): Refusal => ({ code: 'invalid-value', message });
export const unsupported = (message: Message): Refusal => ({ code: 'unsupported-value', message });

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
    label: words.size === 1 ? say('only {0}', list) : say('one of {0}', list),
    choices: [
      ...Object.entries<string>(supported).map(([value, doc]) => ({ value, doc, supported: true })),
      ...known.map((value) => ({ value, doc: 'libvirt has this; Virtcell does not support it.', supported: false })),
    ],
    read: (text) => {
      const value = words.get(text);
      if (value !== undefined) return { value };
      return unsupported(
        known.includes(text)
          ? say('“{0}” is known to libvirt, but not supported here; supported: {1}.', text, list)
          : say('“{0}” is not supported; supported: {1}.', shown(text), list),
      );
    },
  };
}

const flag = (yes: string, no: string): ValueType<boolean> => ({
  label: say('{0} or {1}', yes, no),
  choices: [
    { value: yes, doc: 'Switched on.', supported: true },
    { value: no, doc: 'Switched off.', supported: true },
  ],
  read: (text) => {
    if (text === yes || text === no) return { value: text === yes };
    return invalid(say('“{0}” is neither {1} nor {2}.', shown(text), yes, no));
  },
});

export const yesNo = flag('yes', 'no');
export const onOff = flag('on', 'off');

/** Any text, kept as it is. */
export const freeText: ValueType<string> = { label: 'a text', read: (value) => ({ value }) };

/** The same values, of which each names a thing of the host. */
export const naming = <T>(type: ValueType<T>, host: HostThing): ValueType<T> => ({ ...type, host });

/** A text that follows a pattern. */
export function pattern(label: string, expression: RegExp, code: Refusal['code'] = 'invalid-value'): ValueType<string> {
  const refusal = `“{0}” is not ${label}.`;
  return {
    label,
    refusal,
    read: (value) =>
      expression.test(value) ? { value } : { code, message: { text: refusal, values: [shown(value)] } },
  };
}

/** A text as it is shown in a message, shortened when it is long. */
export function shown(text: string): string {
  const short = text.length > 48 ? `${text.slice(0, 48)}…` : text;
  return short.replace(/\s+/g, ' ');
}
