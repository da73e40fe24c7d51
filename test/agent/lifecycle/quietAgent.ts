import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../../agent/access/config.ts';
import { DrainThreads } from '../../../agent/consoles/drainThreads.ts';
import type { AgentContext } from '../../../agent/lifecycle/agentContext.ts';
import { DomainEvents } from '../../../agent/lifecycle/domainEvents.ts';
import { Registry } from '../../../agent/lifecycle/registry.ts';
import { LauncherPool } from '../../../agent/qemu/launcherPool.ts';

/** An agent that serves nobody and starts nothing, with folders of its own and a log that can be read. */
export function quietAgent(domainsPerUser = 64): AgentContext & {
  readonly said: string[];
  /** The next announcement of that reason. */
  announced(reason: string): Promise<void>;
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-agent-'));
  const said: string[] = [];
  const announcements = new EventEmitter();
  return {
    paths: { runDir: join(folder, 'run'), stateDir: join(folder, 'state') },
    config: readConfigWith(domainsPerUser),
    registry: new Registry(),
    launchers: new LauncherPool('/nowhere/launcher.js'),
    events: new DomainEvents(),
    drainThreads: new DrainThreads('/nowhere/drainWorker.js', () => undefined),
    shells: new Set(),
    landlockAbi: 4,
    announce: (_, reason) => announcements.emit(reason),
    announced: async (reason) => void (await once(announcements, reason)),
    nextId: () => 1,
    keepId: () => undefined,
    leftAlone: [],
    log: (message, error) => said.push(`${message}: ${error}`),
    said,
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function readConfigWith(domainsPerUser: number): AgentContext['config'] {
  const config = readConfig(undefined);
  return { ...config, limits: { ...config.limits, domainsPerUser, shellsPerUser: 2 } };
}

export const UUID = '5d3c8f1e-0000-4000-8000-000000000001';
export const OTHER_UUID = '5d3c8f1e-0000-4000-8000-000000000002';

export const domainXml = (name: string, uuid?: string, devices = ''): string => `<domain type='qemu'>
  <name>${name}</name>${uuid === undefined ? '' : `<uuid>${uuid}</uuid>`}
  <memory unit='MiB'>32</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>${devices}</devices>
</domain>`;
