import { type Arguments, type DomainOptions, domainReference, type Flags, socketPath } from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { EXIT_DONE, printJson, printLine, type Terminal } from '../terminal.ts';

type Given = Arguments<Flags<'json'> & DomainOptions>;

/** Ends QEMU; the guest is not asked. */
export const destroy = (given: Given, terminal: Terminal): Promise<number> =>
  onDomain('destroy', (name) => `Domain '${name}' destroyed`, given, terminal);

/** Asks the guest to shut down, and does not wait for it. */
export const shutdown = (given: Given, terminal: Terminal): Promise<number> =>
  onDomain('shutdown', (name) => `Domain '${name}' is being shut down`, given, terminal);

export const undefine = (given: Given, terminal: Terminal): Promise<number> =>
  onDomain('undefine', (name) => `Domain '${name}' has been undefined`, given, terminal);

/** Asks the guest to shut down, and has it start again when it did. */
export const reboot = (given: Given, terminal: Terminal): Promise<number> =>
  onDomain('reboot', (name) => `Domain '${name}' is being rebooted`, given, terminal);

export const reset = (given: Given, terminal: Terminal): Promise<number> =>
  onDomain('reset', (name) => `Domain '${name}' was reset`, given, terminal);

export const suspend = (given: Given, terminal: Terminal): Promise<number> =>
  onDomain('suspend', (name) => `Domain '${name}' suspended`, given, terminal);

export const resume = (given: Given, terminal: Terminal): Promise<number> =>
  onDomain('resume', (name) => `Domain '${name}' resumed`, given, terminal);

async function onDomain(
  method: 'destroy' | 'shutdown' | 'undefine' | 'reboot' | 'reset' | 'suspend' | 'resume',
  done: (name: string) => string,
  { options, words }: Given,
  terminal: Terminal,
): Promise<number> {
  const domain = domainReference(words, options);
  await withAgent(socketPath(terminal, options), (agent) => agent.request(method, domain));
  if (options.json) printJson(terminal, { name: domain.name, done: method });
  else printLine(terminal, done(domain.name));
  return EXIT_DONE;
}
