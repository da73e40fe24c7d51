import { domainReference, OWNER_OPTION, readArguments, SOCKET_OPTION, socketPath } from './arguments.ts';
import { withAgent } from './connect.ts';
import { EXIT_DONE, type Terminal } from './terminal.ts';

/** The running domain's XML, or with `--inactive` what the next start takes. */
export async function dumpxml(argv: readonly string[], terminal: Terminal): Promise<number> {
  const accepted = { ...SOCKET_OPTION, ...OWNER_OPTION, inactive: { type: 'boolean' } } as const;
  const { options, words } = readArguments(argv, accepted, ['NAME']);
  const request = { ...domainReference(words, options), ...(options.inactive && { inactive: true }) };
  const { xml } = await withAgent(socketPath(terminal, options), (agent) => agent.request('dumpxml', request));
  terminal.stdout.write(xml.endsWith('\n') ? xml : `${xml}\n`);
  return EXIT_DONE;
}
