import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { AgentLink } from '../link/agentLink.ts';

/** A domain as the agent has it now: a task may run before the list of machines is there. Undefined where there is none. */
export async function knownDomain(link: Pick<AgentLink, 'request'>, name: string): Promise<DomainEntry | undefined> {
  try {
    return await link.request('dominfo', { name });
  } catch (error) {
    if (error instanceof VirtcellError && error.code === 'domain-not-found') return undefined;
    throw error;
  }
}
