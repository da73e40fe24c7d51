import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VERSION } from '../protocol/version.ts';
import { readConfig } from './access/config.ts';
import { socketAccess } from './access/socketAccess.ts';
import { DrainThreads } from './consoles/drainThreads.ts';
import { adoptDomains } from './lifecycle/adoption/adopt.ts';
import { isDomainProcess } from './lifecycle/adoption/isDomainProcess.ts';
import type { AgentContext } from './lifecycle/agentContext.ts';
import { attachConsole } from './lifecycle/consoles/attachConsole.ts';
import { openScreen } from './lifecycle/consoles/openScreen.ts';
import { endShells, openShell } from './lifecycle/consoles/openShell.ts';
import { autostartDomains } from './lifecycle/definitions/autostart.ts';
import { loadDefinitions } from './lifecycle/definitions/loadDefinitions.ts';
import { DomainEvents } from './lifecycle/domainEvents.ts';
import { handlers } from './lifecycle/handlers.ts';
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
  // A process of its own, which comes up while this one reads.
  agent.launchers.refill();
  loadDefinitions(agent);
  await adoptDomains(agent);
  const server = await Server.start({
    service: {
      version: VERSION,
      handlers: handlers(agent),
      subscribe: (caller, listener) => agent.events.subscribe(caller, listener),
      attachConsole: (caller, query, viewer) => attachConsole(agent, caller, query, viewer),
      openShell: (caller, query, client) => openShell(agent, caller, query, client),
      openScreen: (caller, query) => openScreen(agent, caller, query),
      isDomainProcess: (pid) => isDomainProcess(agent.registry, pid),
    },
    path: options.socket,
    access: socketAccess(),
    audit: (entry) => process.stderr.write(`${JSON.stringify(entry)}\n`),
    logError: (what, error) => agent.log(what, error),
  });
  const taken = agent.registry.all().filter(({ live }) => live).length;
  if (taken > 0) agent.log(`serving, with ${taken} domains taken over`);
  await agent.launchers.warm();
  // Whoever connects need not wait for them.
  autostartDomains(agent).catch((error: unknown) => agent.log('the domains that start with the machine', error));
  return {
    socket: options.socket,
    close: async () => {
      // First, so that their clients hear of it; and their terminals are held by the thread that stops last.
      await endShells(agent, 'the agent stops');
      await Promise.all([server.close(), agent.launchers.close()]);
      for (const { live } of agent.registry.all()) live?.monitor?.close();
      await agent.drainThreads.stop();
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
    drainThreads: new DrainThreads(`${distDir}/drainWorker.js`, log),
    shells: new Set(),
    landlockAbi: landlockAbi(),
    announce: (record, reason) => events.emit({ kind: 'state', domain: domainEntry(record), reason }),
    nextId: () => ++lastId,
    keepId: (id) => {
      lastId = Math.max(lastId, id);
    },
    leftAlone: [],
    log,
  };
}

const describe = (error: unknown): string | undefined =>
  error === undefined ? undefined : error instanceof Error ? (error.stack ?? error.message) : String(error);
