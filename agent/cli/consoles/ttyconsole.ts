import { VirtcellError } from '../../../protocol/errors.ts';
import type { ConsoleEntry, DomainEntry } from '../../../protocol/methods.ts';
import { type Arguments, type DomainOptions, domainReference, type Flags, socketPath } from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { EXIT_DONE, printJson, printLine, type Terminal } from '../terminal.ts';

/** Prints the PTY of a console, for programs that open it themselves. */
export async function ttyconsole(
  { options, words }: Arguments<Flags<'json'> & DomainOptions>,
  terminal: Terminal,
): Promise<number> {
  const wanted = domainReference(words, options);
  const { domains } = await withAgent(socketPath(terminal, options), (agent) => agent.request('list', { all: true }));
  const console = findConsole(findDomain(domains, wanted), words[1]);
  const path = ptyOf(console);
  if (options.json) printJson(terminal, console);
  else printLine(terminal, path);
  return EXIT_DONE;
}

function findDomain(domains: readonly DomainEntry[], { name, owner }: { name: string; owner?: number }): DomainEntry {
  const [domain, second] = domains.filter(
    (each) => (each.name === name || each.uuid === name) && (owner === undefined || each.owner === owner),
  );
  if (!domain) throw new VirtcellError({ code: 'domain-not-found', message: `There is no domain '${name}'.` });
  if (second) {
    const message = `Several users have a domain '${name}'.`;
    throw new VirtcellError({ code: 'domain-ambiguous', message, hint: 'Say whose: --owner UID' });
  }
  if (domain.pid === null) {
    throw new VirtcellError({ code: 'domain-not-running', message: `the domain ${domain.name} does not run` });
  }
  return domain;
}

function findConsole({ name, consoles }: DomainEntry, alias: string | undefined): ConsoleEntry {
  const found = consoles.find((console) => (alias === undefined ? console.path !== null : console.alias === alias));
  if (found) return found;
  const aliases = consoles.map((console) => console.alias).join(', ') || 'none';
  const message = alias === undefined ? `Domain '${name}' has no console on a PTY.` : `It has no console ${alias}.`;
  throw new VirtcellError({ code: 'console-not-found', message, hint: `Its consoles: ${aliases}` });
}

function ptyOf({ alias, path }: ConsoleEntry): string {
  if (path !== null) return path;
  throw new VirtcellError({ code: 'console-unavailable', message: `Console ${alias} is not on a PTY.` });
}
