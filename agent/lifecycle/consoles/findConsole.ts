import { VirtcellError } from '../../../protocol/errors.ts';
import type { DomainConsole } from '../../consoles/console.ts';
import type { LiveDomain } from '../liveDomain.ts';
import type { DomainRecord } from '../registry.ts';

/**
 * The console of a running domain that has this alias; without one the first that has a PTY.
 *
 * @throws VirtcellError `console-not-found`; `console-unavailable` when it has no PTY
 */
export function findConsole(
  { name }: DomainRecord,
  { consoles }: LiveDomain,
  alias: string | undefined,
): DomainConsole {
  const found = consoles.find(({ entry, console }) => (alias === undefined ? console : entry.alias === alias));
  if (found?.console) return found.console;
  const known = consoles.map(({ entry }) => entry.alias).join(', ') || 'none';
  const message = found
    ? `the console ${found.entry.alias} of ${name} is of type ${found.entry.type}, which has no PTY`
    : `${name} has no console ${alias ?? 'with a PTY'}; it has: ${known}`;
  throw new VirtcellError({ code: found ? 'console-unavailable' : 'console-not-found', message });
}
