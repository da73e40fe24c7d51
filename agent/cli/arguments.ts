import { parseArgs } from 'node:util';
import type { Terminal } from './terminal.ts';

/** The command line was not understood: exit 2, with the verb's usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Option {
  readonly type: 'boolean' | 'string';
}
type Options = Readonly<Record<string, Option>>;
type Values<O extends Options> = { readonly [K in keyof O]?: O[K]['type'] extends 'boolean' ? boolean : string };

export interface Arguments<O extends Options> {
  readonly options: Values<O>;
  readonly words: readonly string[];
}

/** @param names of the words, those in brackets may be absent, `…` allows any number of the last */
export function readArguments<const O extends Options>(
  argv: readonly string[],
  options: O,
  names: readonly string[],
): Arguments<O> {
  const parsed = parse(argv, options);
  const words = parsed.positionals;
  const missing = names.filter((name) => !name.startsWith('['))[words.length];
  if (missing !== undefined) throw new UsageError(`${missing.replace('…', '')} is missing`);
  const surplus = words[names.length];
  if (surplus !== undefined && !names.at(-1)?.includes('…')) throw new UsageError(`${surplus}: one word too many`);
  return { options: parsed.values as Values<O>, words };
}

function parse(argv: readonly string[], options: Options): { values: object; positionals: string[] } {
  try {
    return parseArgs({ args: [...argv], options: { ...options }, allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

export const SOCKET_OPTION = { socket: { type: 'string' } } as const;
export const JSON_OPTION = { json: { type: 'boolean' } } as const;
/** For root, who sees every user's domains. */
export const OWNER_OPTION = { owner: { type: 'string' } } as const;

const DEFAULT_SOCKET = '/run/virtcell/agent.sock';

export function socketPath(terminal: Terminal, options: { readonly socket?: string }): string {
  // An empty variable is one that somebody unset halfway.
  return options.socket ?? (terminal.env.VIRTCELL_SOCKET || DEFAULT_SOCKET);
}

/** A domain as the protocol names it. */
export function domainReference(
  words: readonly string[],
  options: { readonly owner?: string },
): { name: string; owner?: number } {
  const [name = ''] = words;
  if (options.owner === undefined) return { name };
  if (!/^\d{1,10}$/.test(options.owner)) throw new UsageError(`--owner takes a uid, not ${options.owner}`);
  return { name, owner: Number(options.owner) };
}
