import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainProblem } from '../../protocol/methods.ts';
import type { AgentContext } from './agentContext.ts';
import { type DomainRecord, domainEntry } from './registry.ts';

/**
 * Something of a domain went wrong while nobody waited who could be told: into the log, to subscribers, and kept with the
 * domain for who looks later. The last one counts, until a start succeeds.
 */
export function tellProblem(agent: AgentContext, record: DomainRecord, what: string, error: unknown): void {
  record.problem = problemOf(what, error);
  agent.log(`${record.name} of uid ${record.owner}: ${what}`, error);
  agent.events.emit({ kind: 'problem', domain: domainEntry(record), problem: record.problem });
}

/** For what goes on when a file cannot be written. */
export function orTell(agent: AgentContext, record: DomainRecord, what: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    tellProblem(agent, record, what, error);
  }
}

export function problemOf(what: string, error: unknown): DomainProblem {
  const at = new Date().toISOString();
  if (!(error instanceof VirtcellError)) {
    return { at, code: 'internal', message: `${what}: ${error instanceof Error ? error.message : String(error)}` };
  }
  const { code, message, errno, path, hint } = error.data;
  const more = { ...(errno && { errno }), ...(path && { path }), ...(hint && { hint }) };
  return { at, code, message: `${what}: ${message}`, ...more };
}
