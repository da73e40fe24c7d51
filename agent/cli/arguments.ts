import { parseArgs } from 'node:util';
import type { Terminal } from './terminal.ts';
import type { OptionSpecs, Verb } from './verbs/verb.ts';

/** The command line was not understood: exit 2, with the verb's usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What a verb was given. */
export interface Arguments<V> {
  readonly options: V;
  readonly words: readonly string[];
}

export type Flags<Names extends string> = { readonly [N in Names]?: boolean };
export type Texts<Names extends string> = { readonly [N in Names]?: string };
/** What every verb on a NAME may be given. */
export type DomainOptions = Texts<'socket' | 'owner'>;

/** @throws UsageError when it is not what the verb takes */
export function readArguments(argv: readonly string[], verb: Verb): Arguments<OptionGiven> {
  const { values, positionals } = parse(argv, verb.options);
  const missing = verb.words.filter((name) => !name.startsWith('['))[positionals.length];
  if (missing !== undefined) throw new UsageError(`${missing.replace('…', '')} is missing`);
  const surplus = positionals[verb.words.length];
  if (surplus !== undefined && !verb.words.at(-1)?.includes('…')) throw new UsageError(`${surplus}: one word too many`);
  for (const names of verb.exclusive ?? []) {
    const [first, second] = names.filter((name) => values[name] !== undefined);
    if (second !== undefined) throw new UsageError(`--${first} and --${second} exclude each other`);
  }
  return { options: values, words: positionals };
}

type OptionGiven = Readonly<Record<string, string | boolean | undefined>>;

function parse(argv: readonly string[], specs: OptionSpecs): { values: OptionGiven; positionals: string[] } {
  const options = Object.fromEntries(Object.entries(specs).map(([name, { type }]) => [name, { type }]));
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: true });
    return { values: values as OptionGiven, positionals };
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

const DEFAULT_SOCKET = '/run/virtcell/agent.sock';

export function socketPath(terminal: Terminal, options: Texts<'socket'>): string {
  // An empty variable is one that somebody unset halfway.
  return options.socket ?? (terminal.env.VIRTCELL_SOCKET || DEFAULT_SOCKET);
}

/** A domain as the protocol names it. */
export function domainReference(words: readonly string[], options: DomainOptions): { name: string; owner?: number } {
  const [name = ''] = words;
  if (options.owner === undefined) return { name };
  if (!/^\d{1,10}$/.test(options.owner)) throw new UsageError(`--owner takes a uid, not ${options.owner}`);
  return { name, owner: Number(options.owner) };
}
