import type { Wishes } from '../../plan/privateDev/hostFacts.ts';
import type { AgentConfig } from './config.ts';

/** What the administrator's configuration puts into every private /dev of a user. */
export const wishesOf = ({ defaultNodes }: AgentConfig): Wishes => ({ defaultNodes, grants: [] });
