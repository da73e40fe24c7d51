import type { Terminal } from './terminal.ts';

export type Run = (argv: readonly string[], terminal: Terminal) => Promise<number>;

export interface Verb {
  /** What follows the verb. */
  readonly usage: string;
  readonly summary: string;
  /** The module is loaded only now: most of a short command's time is loading. */
  readonly load: () => Promise<Run>;
}

/** In the order in which help shows them. */
export const VERBS: Readonly<Record<string, Verb>> = {
  create: {
    usage: 'FILE [--paused] [--json]',
    summary: 'define a domain from its XML and start it',
    load: async () => (await import('./create.ts')).create,
  },
  start: {
    usage: 'NAME [--paused] [--json]',
    summary: 'start a defined domain',
    load: async () => (await import('./create.ts')).start,
  },
  shutdown: {
    usage: 'NAME',
    summary: 'ask the guest to shut down',
    load: async () => (await import('./stop.ts')).shutdown,
  },
  destroy: {
    usage: 'NAME',
    summary: 'end a domain at once',
    load: async () => (await import('./stop.ts')).destroy,
  },
  list: {
    usage: '[--all] [--json]',
    summary: 'show running domains, or all',
    load: async () => (await import('./list.ts')).list,
  },
  console: {
    usage: 'NAME [ALIAS] [--force|--read-only] [--until TEXT]',
    summary: "attach this terminal to a domain's console; Ctrl-] detaches",
    load: async () => (await import('./console.ts')).console,
  },
};
