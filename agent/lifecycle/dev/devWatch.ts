import { type FSWatcher, statSync, watch } from 'node:fs';
import { foldersOfAbsent } from '../../../plan/privateDev/absentPaths.ts';
import type { DevReport } from '../../../plan/privateDev/report.ts';
import { lookUp } from '../../host/devEntry.ts';
import type { AgentContext } from '../agentContext.ts';
import type { LiveDomain } from '../liveDomain.ts';
import { type DomainRecord, domainEntry } from '../registry.ts';
import { inTurn } from '../running/changeRunning.ts';
import { devReport } from './devReport.ts';
import { syncAsOwner } from './syncDev.ts';

/** Changes come in swarms: udev makes a node, then its links, then sets owner and mode. One look is for all of them. */
const SWARM_MS = 100;
/** An agent that has taken many domains over serves before it looks at all of them. */
const FIRST_LOOK_MS = 500;

interface Watched {
  readonly watcher: FSWatcher;
  readonly folder: string;
}

/**
 * Notices what becomes of a running domain's /dev behind the agent's back, and of the host's nodes that it copies: the
 * kernel tells of every change in the folders of both. Nodes and links are looked at, never opened.
 */
export class DevWatch {
  readonly #agent: AgentContext;
  readonly #record: DomainRecord;
  readonly #live: LiveDomain;
  readonly #watched = new Map<string, Watched>();
  #swarm: NodeJS.Timeout | undefined;
  readonly #first: NodeJS.Timeout;
  #last = '';
  #closed = false;

  constructor(agent: AgentContext, record: DomainRecord, live: LiveDomain) {
    this.#agent = agent;
    this.#record = record;
    this.#live = live;
    this.#follow();
    // Before it was watched something may have happened as well: while no agent ran.
    this.#first = setTimeout(() => this.#soon(), FIRST_LOOK_MS).unref();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#swarm);
    clearTimeout(this.#first);
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
  }

  /** One watch a folder on either side: the kernel's watches do not reach below. */
  #follow(): void {
    const { plan } = this.#live;
    const folders = ['/dev', ...plan.nodes.flatMap(({ kind, path }) => (kind === 'directory' ? [path] : []))];
    const root = `/proc/${this.#live.process.pid}/root`;
    const inside = folders.map((path) => `${root}${path}`);
    const wanted = new Set([...folders, ...foldersOfAbsent(plan, lookUp), ...inside]);
    for (const [path, { watcher, folder }] of this.#watched) {
      // A watch is of the folder, not of its name: one that was made anew is another, and the old one's says nothing more.
      if (wanted.has(path) && folder === folderAt(path)) continue;
      watcher.close();
      this.#watched.delete(path);
    }
    for (const path of wanted) if (!this.#watched.has(path)) this.#watch(path);
  }

  #watch(path: string): void {
    // Before it is watched: what takes its place in between is then seen to be another.
    const folder = folderAt(path);
    if (folder === undefined) return;
    try {
      const watcher = watch(path, { persistent: false }, () => this.#soon());
      watcher.on('error', (error) => this.#unwatched(path, error));
      this.#watched.set(path, { watcher, folder });
    } catch (error) {
      this.#unwatched(path, error);
    }
  }

  /** A folder that is gone is seen from the one that it was in; anything else leaves `dev` to be asked. */
  #unwatched(path: string, error: unknown): void {
    this.#watched.get(path)?.watcher.close();
    this.#watched.delete(path);
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
    const drifted = [...nodes, ...mounts].filter(({ state }) => state !== undefined && state !== 'as-planned');
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

/** Which folder stands at a path; undefined where none does. */
function folderAt(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
