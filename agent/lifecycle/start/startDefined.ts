import { VirtcellError } from '../../../protocol/errors.ts';
import type { AgentContext } from '../agentContext.ts';
import type { LiveDomain } from '../liveDomain.ts';
import { readXml } from '../readXml.ts';
import type { DomainRecord } from '../registry.ts';
import { type StartRequest, startDomain } from './start.ts';

/** Starts a domain from its definition. @throws VirtcellError `domain-running`, or of the step that failed */
export async function startDefined(
  agent: AgentContext,
  record: DomainRecord,
  { caller, paused }: Pick<StartRequest, 'caller' | 'paused'>,
): Promise<LiveDomain> {
  if (!record.definition) throw new VirtcellError({ code: 'domain-running', message: `${record.name} runs already` });
  // The text as it was sent and not the definition with its UUID: places in it are places in the client's file.
  const { source } = record.definition;
  return startDomain(agent, record, { ready: readXml(source.text, () => record.uuid), source, caller, paused });
}
