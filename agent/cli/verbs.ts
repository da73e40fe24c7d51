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
  agent: {
    usage: 'run [--socket PATH] [--state-dir DIR] [--run-dir DIR] [--config FILE]',
    summary: 'be the agent (as root)',
    load: async () => (await import('./agentRun.ts')).agent,
  },
  doctor: {
    usage: '[--json]',
    summary: 'show what works here and what does not',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  validate: {
    usage: 'FILE… [--json]',
    summary: 'check domain XML; needs no agent',
    load: async () => (await import('./validate.ts')).validate,
  },
  args: {
    usage: 'FILE… [--json]',
    summary: "show QEMU's command line; needs no agent",
    load: async () => (await import('./args.ts')).args,
  },
  plan: {
    usage: 'FILE [--json]',
    summary: 'show the private /dev that a start would make',
    load: async () => (await import('./plan.ts')).plan,
  },
  define: {
    usage: 'FILE [--json]',
    summary: 'keep a domain without starting it',
    load: async () => (await import('./define.ts')).define,
  },
  undefine: {
    usage: 'NAME',
    summary: 'forget a domain',
    load: async () => (await import('./stop.ts')).undefine,
  },
  create: {
    usage: 'FILE [--paused] [--json]',
    summary: 'start a domain from its XML',
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
  dumpxml: {
    usage: 'NAME [--inactive]',
    summary: "show a domain's XML",
    load: async () => (await import('./dumpxml.ts')).dumpxml,
  },
  'attach-device': {
    usage: 'NAME FILE [--json]',
    summary: 'plug the device in FILE into a running domain',
    load: async () => (await import('./changeDevice.ts')).attachDevice,
  },
  'detach-device': {
    usage: 'NAME FILE [--json]',
    summary: 'unplug the device that FILE describes',
    load: async () => (await import('./changeDevice.ts')).detachDevice,
  },
  dev: {
    usage: 'NAME [--sync] [--json]',
    summary: 'show the private /dev, held against its plan',
    load: async () => (await import('./dev.ts')).dev,
  },
  mounts: {
    usage: 'NAME [--json]',
    summary: "show the host's mounts in it",
    load: async () => (await import('./dev.ts')).mounts,
  },
  console: {
    usage: 'NAME [ALIAS] [--force|--read-only] [--until TEXT]',
    summary: 'attach this terminal to a console; Ctrl-] detaches',
    load: async () => (await import('./console.ts')).console,
  },
  ttyconsole: {
    usage: 'NAME [ALIAS]',
    summary: "show a console's PTY",
    load: async () => (await import('./ttyconsole.ts')).ttyconsole,
  },
  events: {
    usage: '[--json]',
    summary: 'show what happens to domains, as it happens',
    load: async () => (await import('./events.ts')).events,
  },
};
