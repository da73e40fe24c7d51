import type { DomainEntry } from '../../protocol/methods.ts';
import { JSON_OPTION, readArguments, SOCKET_OPTION, socketPath } from './arguments.ts';
import { withAgent } from './connect.ts';
import { table } from './table.ts';
import { EXIT_DONE, printJson, printLine, type Terminal } from './terminal.ts';

export async function list(argv: readonly string[], terminal: Terminal): Promise<number> {
  const accepted = { ...SOCKET_OPTION, ...JSON_OPTION, all: { type: 'boolean' } } as const;
  const { options } = readArguments(argv, accepted, []);
  const request = options.all ? { all: true } : {};
  const { domains } = await withAgent(socketPath(terminal, options), (agent) => agent.request('list', request));
  if (options.json) printJson(terminal, domains);
  else printLine(terminal, domainTable(domains));
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
