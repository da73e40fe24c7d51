import type { DomainEntry } from '../../../protocol/methods.ts';
import { type Arguments, type Flags, socketPath, type Texts } from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { table } from '../table.ts';
import { EXIT_DONE, printJson, printLine, printNote, type Terminal } from '../terminal.ts';

export async function list(
  { options }: Arguments<Flags<'all' | 'name' | 'json'> & Texts<'socket'>>,
  terminal: Terminal,
): Promise<number> {
  const request = options.all ? { all: true } : {};
  const { domains } = await withAgent(socketPath(terminal, options), (agent) => agent.request('list', request));
  if (options.json) printJson(terminal, domains);
  else if (options.name) for (const { name } of domains) printLine(terminal, name);
  else {
    printLine(terminal, domainTable(domains));
    for (const { name, problem } of domains)
      if (problem) printNote(terminal, `${name}: ${problem.message} [${problem.code}]`);
  }
  return EXIT_DONE;
}

/** The owner stands there only where there is more than one, as root sees it. */
export function domainTable(domains: readonly DomainEntry[]): string {
  const severalOwners = new Set(domains.map((domain) => domain.owner)).size > 1;
  const rows = domains.map((domain) => [
    String(domain.id ?? '-'),
    domain.name,
    domain.state,
    ...(severalOwners ? [String(domain.owner)] : []),
  ]);
  return table(['Id', 'Name', 'State', ...(severalOwners ? ['Owner'] : [])], rows);
}
