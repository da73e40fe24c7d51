import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VERSION } from '../protocol/version.ts';
import { readConfig } from './access/config.ts';
import { socketAccess } from './access/socketAccess.ts';
import { DrainThread } from './consoles/drainThread.ts';
import { adoptDomains } from './lifecycle/adopt.ts';
import type { AgentContext } from './lifecycle/agentContext.ts';
import { attachConsole } from './lifecycle/attachConsole.ts';
import { loadDefinitions } from './lifecycle/definitions.ts';
import { DomainEvents } from './lifecycle/domainEvents.ts';
import { handlers } from './lifecycle/handlers.ts';
import { isDomainProcess } from './lifecycle/isDomainProcess.ts';
import { domainEntry, Registry } from './lifecycle/registry.ts';
import { landlockAbi } from './linux/landlock.ts';
import { LauncherPool } from './qemu/launcherPool.ts';
import { Server } from './server/server.ts';

export interface AgentOptions {
  readonly socket: string;
  readonly stateDir: string;
  readonly runDir: string;
  /** The administrator's configuration; without it, the defaults. */
  readonly config?: string;
  /** The bundles of the launcher and of the PTYs' drain; beside this file's own bundle unless said otherwise. */
  readonly distDir?: string;
}

export interface RunningAgent {
  readonly socket: string;
  /** Stops serving. Domains go on running. */
  close(): Promise<void>;
}

/** Puts the agent together and serves. Resolves once clients may connect and a launcher waits, warm. */
export async function runAgent(options: AgentOptions): Promise<RunningAgent> {
  for (const folder of [options.runDir, options.stateDir, dirname(options.socket)]) {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  }
  const agent = newContext(options);
  loadDefinitions(agent);
  await adoptDomains(agent);
  const server = await Server.start({
    service: {
      version: VERSION,
      handlers: handlers(agent),
      subscribe: (caller, listener) => agent.events.subscribe(caller, listener),
      attachConsole: (caller, query, viewer) => attachConsole(agent, caller, query, viewer),
      isDomainProcess: (pid) => isDomainProcess(agent.registry, pid),
    },
    path: options.socket,
    access: socketAccess(),
    audit: (entry) => process.stderr.write(`${JSON.stringify(entry)}\n`),
    logError: (what, error) => agent.log(what, error),
  });
  await agent.launchers.warm();
  return {
    socket: options.socket,
    close: async () => {
      await Promise.all([server.close(), agent.launchers.close()]);
      for (const { live } of agent.registry.all()) live?.monitor?.close();
      await agent.drainThread.stop();
    },
  };
}

function newContext(options: AgentOptions): AgentContext {
  const distDir = options.distDir ?? fileURLToPath(new URL('.', import.meta.url));
  const events = new DomainEvents();
  const log: AgentContext['log'] = (what, error) =>
    process.stderr.write(`${JSON.stringify({ log: what, error: describe(error) })}\n`);
  let lastId = 0;
  return {
    paths: { runDir: options.runDir, stateDir: options.stateDir },
    config: readConfig(options.config),
    registry: new Registry(),
    launchers: new LauncherPool(`${distDir}/launcher.js`),
    events,
    drainThread: new DrainThread(`${distDir}/drainWorker.js`, log),
    landlockAbi: landlockAbi(),
    announce: (record, reason) => events.emit({ kind: 'state', domain: domainEntry(record), reason }),
    nextId: () => ++lastId,
    log,
  };
}

const describe = (error: unknown): string | undefined =>
  error === undefined ? undefined : error instanceof Error ? (error.stack ?? error.message) : String(error);
