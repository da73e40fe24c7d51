import { type Arguments, type DomainOptions, domainReference, type Flags, socketPath } from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { EXIT_DONE, printJson, type Terminal } from '../terminal.ts';

/** The running domain's XML, or with `--inactive` what the next start takes. */
export async function dumpxml(
  { options, words }: Arguments<Flags<'inactive' | 'json'> & DomainOptions>,
  terminal: Terminal,
): Promise<number> {
  const request = { ...domainReference(words, options), ...(options.inactive && { inactive: true }) };
  const { xml } = await withAgent(socketPath(terminal, options), (agent) => agent.request('dumpxml', request));
  if (options.json) printJson(terminal, { xml });
  else terminal.stdout.write(xml.endsWith('\n') ? xml : `${xml}\n`);
  return EXIT_DONE;
}
