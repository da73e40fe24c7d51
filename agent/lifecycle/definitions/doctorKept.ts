import { existsSync } from 'node:fs';
import type { DoctorCheck } from '../../../protocol/methods.ts';
import type { AgentContext } from '../agentContext.ts';
import { quarantined } from './quarantine.ts';

/** For root: what was found of earlier agents and could not be used. */
export const keptChecks = (agent: AgentContext): DoctorCheck[] => [
  definitions(agent),
  startRecords(agent),
  runs(agent),
];

const definitions = ({ paths }: AgentContext): DoctorCheck =>
  movedAway('definitions', quarantined(paths, 'stateDir'), 'Mend them and define them again, or remove the folders.');

/** Without it a domain runs on, and of its /dev nobody knows what was to be in it. */
const startRecords = ({ paths }: AgentContext): DoctorCheck =>
  movedAway(
    'plans of starts',
    quarantined(paths, 'runDir'),
    '`virtcell dev --sync` plans the domain’s /dev anew. Remove the folders.',
  );

function movedAway(name: string, found: ReturnType<typeof quarantined>, hint: string): DoctorCheck {
  const detail = found.map(({ path, why, folder }) => `${shown(path)}: ${shown(why)} (now in ${folder})`);
  return {
    name,
    ok: found.length === 0,
    detail: found.length === 0 ? 'all could be read' : detail.join('; '),
    ...(found.length > 0 && { hint }),
  };
}

/** Those that nobody has cleared away since. */
function runs({ leftAlone }: AgentContext): DoctorCheck {
  const found = leftAlone.filter(({ path }) => existsSync(path));
  return {
    name: 'earlier runs',
    ok: found.length === 0,
    detail:
      found.length === 0
        ? 'all were taken over'
        : found.map(({ path, why }) => `${shown(path)}: ${shown(why)}`).join('; '),
    ...(found.length > 0 && { hint: 'A QEMU may live there. End it if there is one, and remove the folder.' }),
  };
}

/** Names of files may hold anything, also what a terminal obeys. */
const shown = (text: string): string => text.replace(/\p{Cc}/gu, (control) => JSON.stringify(control).slice(1, -1));
