import { domainReference, OWNER_OPTION, readArguments, SOCKET_OPTION, socketPath } from './arguments.ts';
import { withAgent } from './connect.ts';
import { EXIT_DONE, printLine, type Terminal } from './terminal.ts';

/** Ends QEMU; the guest is not asked. */
export const destroy = (argv: readonly string[], terminal: Terminal): Promise<number> =>
  onDomain('destroy', (name) => `Domain '${name}' destroyed`, argv, terminal);

/** Asks the guest to shut down, and does not wait for it. */
export const shutdown = (argv: readonly string[], terminal: Terminal): Promise<number> =>
  onDomain('shutdown', (name) => `Domain '${name}' is being shut down`, argv, terminal);

export const undefine = (argv: readonly string[], terminal: Terminal): Promise<number> =>
  onDomain('undefine', (name) => `Domain '${name}' has been undefined`, argv, terminal);

async function onDomain(
  method: 'destroy' | 'shutdown' | 'undefine',
  done: (name: string) => string,
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const { options, words } = readArguments(argv, { ...SOCKET_OPTION, ...OWNER_OPTION }, ['NAME']);
  const domain = domainReference(words, options);
  await withAgent(socketPath(terminal, options), (agent) => agent.request(method, domain));
  printLine(terminal, done(domain.name));
  return EXIT_DONE;
}
