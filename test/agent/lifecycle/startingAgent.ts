import { join } from 'node:path';
import { DrainThreads } from '../../../agent/consoles/drainThreads.ts';
import type { AgentContext } from '../../../agent/lifecycle/agentContext.ts';
import { LauncherPool } from '../../../agent/qemu/launcherPool.ts';
import { quietAgent } from './quietAgent.ts';

export interface StartingAgent {
  readonly agent: AgentContext;
  readonly quiet: ReturnType<typeof quietAgent>;
}

/** A quiet agent that starts and drains as the real one does, with the programs of `dist`, and keeps all in `folder`. */
export function startingAgent(dist: string, folder: string): StartingAgent {
  const quiet = quietAgent();
  const agent: AgentContext = {
    ...quiet,
    paths: { runDir: join(folder, 'run'), stateDir: join(folder, 'state') },
    launchers: new LauncherPool(join(dist, 'launcher.js')),
    drainThreads: new DrainThreads(join(dist, 'drainWorker.js'), quiet.log),
  };
  return { agent, quiet };
}
