import type { ConsoleQuery } from '../../protocol/console.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { Caller } from '../access/caller.ts';
import type { Attachment, Viewer } from '../consoles/viewer.ts';
import type { AgentContext } from './agentContext.ts';
import { requireLive } from './stop.ts';

/**
 * Puts a viewer onto a console of a running domain: the one named, otherwise the first that has a PTY.
 *
 * @throws VirtcellError `domain-not-found`, `domain-not-running`, `console-not-found`, and what the console itself says
 */
export function attachConsole(agent: AgentContext, caller: Caller, query: ConsoleQuery, viewer: Viewer): Attachment {
  const record = agent.registry.find(caller, query);
  const { consoles } = requireLive(record);
  const found = consoles.find(({ entry, console }) =>
    query.alias === undefined ? console : entry.alias === query.alias,
  );
  if (found?.console) return found.console.attach(viewer, query.mode, query.from);
  const known = consoles.map(({ entry }) => entry.alias).join(', ') || 'none';
  const message = found
    ? `the console ${found.entry.alias} of ${record.name} is of type ${found.entry.type}, which has no PTY`
    : `${record.name} has no console ${query.alias ?? 'with a PTY'}; it has: ${known}`;
  throw new VirtcellError({ code: found ? 'console-unavailable' : 'console-not-found', message });
}
