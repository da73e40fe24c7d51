import { createHash } from 'node:crypto';
import type { DomainEntry } from '../../protocol/methods.ts';
import { isRunning } from './domainState.ts';

/** How a file's text stands to the domain that it defines. */
export type DefinitionState = 'same' | 'edited-since-start' | 'differs-from-definition';

/** Of the text as it is in the editor, saved or not. */
export function definitionState(text: string, domain: DomainEntry): DefinitionState {
  const hash = textHash(text);
  if (isRunning(domain))
    return domain.startedFrom && domain.startedFrom.sha256 !== hash ? 'edited-since-start' : 'same';
  return domain.definition && domain.definition.sha256 !== hash ? 'differs-from-definition' : 'same';
}

/** Whether it was defined anew since it was started. */
export const editedSinceStart = ({ definition, startedFrom }: DomainEntry): boolean =>
  definition !== null && startedFrom !== null && definition.sha256 !== startedFrom.sha256;

/** As the agent has it: SHA-256 over the UTF-8 text, in hex. */
export const textHash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
