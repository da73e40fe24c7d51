import { type FSWatcher, watch } from 'node:fs';
import type { DevReport } from '../../plan/privateDev/report.ts';
import type { AgentContext } from './agentContext.ts';
import { inTurn } from './changeRunning.ts';
import { devReport } from './devReport.ts';
import type { LiveDomain } from './liveDomain.ts';
import { type DomainRecord, domainEntry } from './registry.ts';
import { syncAsOwner } from './syncDev.ts';

/** Changes come in swarms: udev makes a node, then its links, then sets owner and mode. One look is for all of them. */
const SWARM_MS = 100;

/**
 * Notices what becomes of a running domain's /dev behind the agent's back, and of the host's nodes that it copies: the
 * kernel tells of every change in the folders of both. Nodes and links are looked at, never opened.
 */
export class DevWatch {
  readonly #agent: AgentContext;
  readonly #record: DomainRecord;
  readonly #live: LiveDomain;
  readonly #watchers = new Map<string, FSWatcher>();
  #swarm: NodeJS.Timeout | undefined;
  #last = '';
  #closed = false;

  constructor(agent: AgentContext, record: DomainRecord, live: LiveDomain) {
    this.#agent = agent;
    this.#record = record;
    this.#live = live;
    this.#follow();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#swarm);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** One watch a folder on either side: the kernel's watches do not reach below. */
  #follow(): void {
    const folders = this.#live.plan.nodes.flatMap(({ kind, path }) => (kind === 'directory' ? [path] : []));
    const root = `/proc/${this.#live.process.pid}/root`;
    const wanted = new Set(['/dev', ...folders].flatMap((path) => [path, `${root}${path}`]));
    for (const [path, watcher] of this.#watchers) {
      if (wanted.has(path)) continue;
      watcher.close();
      this.#watchers.delete(path);
    }
    for (const path of wanted) if (!this.#watchers.has(path)) this.#watch(path);
  }

  #watch(path: string): void {
    try {
      const watcher = watch(path, { persistent: false }, () => this.#soon());
      watcher.on('error', (error) => this.#unwatched(path, error));
      this.#watchers.set(path, watcher);
    } catch (error) {
      this.#unwatched(path, error);
    }
  }

  /** A folder that is gone is seen from the one that it was in; anything else leaves `dev` to be asked. */
  #unwatched(path: string, error: unknown): void {
    this.#watchers.get(path)?.close();
    this.#watchers.delete(path);
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (!this.#closed && code !== 'ENOENT') this.#agent.log(`${path} cannot be watched`, error);
  }

  #soon(): void {
    if (this.#closed || this.#swarm) return;
    this.#swarm = setTimeout(() => {
      this.#swarm = undefined;
      // In turn: a change of the agent's own is a drift until its plan is in force.
      inTurn(this.#record, this.#live, async () => this.#look()).catch((error: unknown) => {
        if (!this.#closed) this.#agent.log(`the /dev of ${this.#record.name} cannot be looked at`, error);
      });
    }, SWARM_MS).unref();
  }

  #look(): void {
    if (this.#closed) return;
    this.#follow();
    const { nodes, mounts } = devReport(this.#live);
    const drifted = [...nodes, ...mounts].filter(({ state }) => state !== 'as-planned');
    const outdated = nodes.filter(({ host }) => host !== undefined);
    const now = JSON.stringify([drifted, outdated].map(described));
    if (now === this.#last || (this.#last === '' && drifted.length + outdated.length === 0)) return;
    this.#last = now;
    const domain = domainEntry(this.#record);
    this.#agent.events.emit({ kind: 'dev', domain, drifted: drifted.length, outdated: outdated.length });
    if (outdated.length > 0 && this.#agent.config.devSync === 'automatic') this.#sync();
  }

  /** Not waited for: it comes in its turn, after this look. */
  #sync(): void {
    syncAsOwner(this.#agent, this.#record).catch((error: unknown) =>
      this.#agent.log(`the /dev of ${this.#record.name} could not be brought up to date`, error),
    );
  }
}

const described = (entries: readonly (DevReport['nodes'][number] | DevReport['mounts'][number])[]): string[] =>
  entries.map((entry) =>
    [entry.path, entry.state, 'differs' in entry ? entry.differs : '', 'host' in entry ? entry.host : ''].join(' '),
  );
