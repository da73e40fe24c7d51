import type { ConsoleQuery } from '../../../protocol/console.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { Caller } from '../../access/caller.ts';
import { commandOf } from '../../consoles/outsiders.ts';
import type { Attachment, Viewer } from '../../consoles/viewer.ts';
import type { AgentContext } from '../agentContext.ts';
import { requireLive } from '../running/stop.ts';
import { readConsoleLog } from './consoleLogs.ts';
import { findConsole } from './findConsole.ts';

/**
 * Puts a viewer onto a console of a running domain, or onto the log of one: the one named, otherwise the first that has
 * a PTY.
 *
 * @throws VirtcellError `domain-not-found`, `domain-not-running`, `console-not-found`, and what the console itself says
 */
export function attachConsole(agent: AgentContext, caller: Caller, query: ConsoleQuery, viewer: Viewer): Attachment {
  const record = agent.registry.find(caller, query);
  const { mode } = query;
  if (mode === 'log' || mode === 'follow') return readConsoleLog(agent, record, query, viewer);
  if (query.since !== undefined) {
    throw new VirtcellError({ code: 'bad-request', message: 'console: `since` is for logs' });
  }
  return findConsole(record, requireLive(record), query.alias).attach(viewer, mode, query.from, wordsOf(caller));
}

/** Who types, for those who would like to: they know their programs by name, and find them by number. */
const wordsOf = ({ pid, uid }: Caller): string => `${commandOf(String(pid))} (process ${pid}, user ${uid})`;
