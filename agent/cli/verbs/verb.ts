import type { Arguments } from '../arguments.ts';
import type { Terminal } from '../terminal.ts';

/** One option, without its dashes. */
export interface OptionSpec {
  readonly type: 'boolean' | 'string';
  /** What a string option takes, as help calls it. */
  readonly value?: string;
  /** One line: a phrase without a full stop. */
  readonly help: string;
  /** Of many verbs: told once for all of them, not in each usage. */
  readonly common?: true;
}
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

/** The options as they were given. */
export type OptionValues<O extends OptionSpecs> = {
  readonly [K in keyof O]?: O[K]['type'] extends 'boolean' ? boolean : string;
};

export type Run<V> = (given: Arguments<V>, terminal: Terminal) => Promise<number>;

/** A verb: all that its parsing, its help, the manual and completion know of it. */
export interface VerbSpec<O extends OptionSpecs> {
  /** What follows the verb, `[…]` may be absent, `…` allows any number. Completion knows NAME, ALIAS, FILE and SHELL. */
  readonly words: readonly string[];
  readonly options: O;
  /** Of each list one at most. */
  readonly exclusive?: readonly (readonly string[])[];
  /** One line: a phrase without a full stop. */
  readonly summary: string;
  /** Paragraphs of the manual. */
  readonly manual?: readonly string[];
  /** The module is loaded only now: most of a short command's time is loading. */
  readonly load: () => Promise<Run<OptionValues<O>>>;
}

/** A verb whose options are no longer known by type, for tables of them. */
export interface Verb extends Omit<VerbSpec<OptionSpecs>, 'load'> {
  readonly load: () => Promise<Run<never>>;
}

/** Holds a verb's function to its options: it is given these and no others. */
export const verb = <const O extends OptionSpecs>(spec: VerbSpec<O>): Verb => spec;

export interface VerbGroup {
  readonly title: string;
  /** By name, which is one word or two. In the order in which help shows them. */
  readonly verbs: Readonly<Record<string, Verb>>;
}
