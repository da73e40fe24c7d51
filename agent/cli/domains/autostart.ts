import { type Arguments, type DomainOptions, domainReference, type Flags, socketPath } from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { EXIT_DONE, printJson, printLine, type Terminal } from '../terminal.ts';

/** Has a domain start with the machine, or not any more. */
export async function autostart(
  { options, words }: Arguments<Flags<'disable' | 'json'> & DomainOptions>,
  terminal: Terminal,
): Promise<number> {
  const enabled = !options.disable;
  const request = { ...domainReference(words, options), enabled };
  const domain = await withAgent(socketPath(terminal, options), (agent) => agent.request('autostart', request));
  if (options.json) printJson(terminal, domain);
  else printLine(terminal, `Domain '${domain.name}' ${enabled ? 'starts' : 'does not start'} with the machine`);
  return EXIT_DONE;
}
