import type { AgentEvent } from '../../protocol/events.ts';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { type Disposable, Listeners } from '../listeners.ts';
import { isRunning } from './domainState.ts';

/** What changed: one domain, or (undefined) everything. */
export type MachineChange = { readonly domain: DomainEntry; readonly reason: string } | undefined;

/** The domains that the agent tells of, kept up to date by its events. Empty while there is no agent. */
export class MachineList implements Disposable {
  readonly #link: AgentLink;
  readonly #domains = new Map<string, DomainEntry>();
  readonly #changes = new Listeners<MachineChange>();
  readonly #subscriptions: Disposable[];
  /** Events that come while the list is being asked for are newer than what it will say. */
  #newer: AgentEvent[] | undefined;

  constructor(link: AgentLink) {
    this.#link = link;
    this.#subscriptions = [
      link.onState((state) => (state.kind === 'connected' ? void this.#fill() : this.#empty())),
      link.onEvent((event) => {
        this.#newer?.push(event);
        this.#take(event);
      }),
    ];
  }

  get domains(): readonly DomainEntry[] {
    return [...this.#domains.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  onChange(listener: (change: MachineChange) => void): Disposable {
    return this.#changes.add(listener);
  }

  byUuid(uuid: string, owner: number): DomainEntry | undefined {
    return this.#domains.get(keyOf({ owner, uuid }));
  }

  /** The caller's own domain of that name. Root sees others' too, which a file of this editor never means. */
  ownByName(name: string): DomainEntry | undefined {
    return this.domains.find((domain) => domain.name === name && this.isOwn(domain));
  }

  /** Whether it is the caller's own: only those are defined by files of this editor. */
  isOwn({ owner }: Pick<DomainEntry, 'owner'>): boolean {
    const { state } = this.#link;
    return state.kind === 'connected' && owner === state.agent.uid;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #fill(): Promise<void> {
    this.#newer = [];
    const asked = this.#newer;
    try {
      const { domains } = await this.#link.request('list', { all: true });
      if (this.#newer !== asked) return;
      this.#domains.clear();
      for (const domain of domains) this.#domains.set(keyOf(domain), domain);
      this.#newer = undefined;
      for (const event of asked) this.#take(event);
      this.#changes.tell(undefined);
    } catch {
      // The link lost the agent meanwhile; its next state says so and empties the list.
      if (this.#newer === asked) this.#newer = undefined;
    }
  }

  #empty(): void {
    this.#newer = undefined;
    if (this.#domains.size === 0) return;
    this.#domains.clear();
    this.#changes.tell(undefined);
  }

  #take(event: AgentEvent): void {
    switch (event.kind) {
      case 'undefined':
        this.#forget(event);
        return;
      case 'defined':
        this.#put(event.domain, 'defined');
        return;
      case 'state':
        this.#put(event.domain, event.reason);
        return;
      case 'dev':
        this.#put(event.domain, 'dev');
        return;
      case 'problem':
        this.#put(event.domain, 'problem');
    }
  }

  /** What runs goes on without its definition, and is gone when it ends. */
  #forget(gone: { owner: number; uuid: string }): void {
    const known = this.#domains.get(keyOf(gone));
    if (known && isRunning(known)) {
      this.#put({ ...known, definition: null }, 'undefined');
      return;
    }
    this.#domains.delete(keyOf(gone));
    this.#changes.tell(undefined);
  }

  #put(domain: DomainEntry, reason: string): void {
    const known = this.#domains.has(keyOf(domain));
    // A domain without a definition is gone when it ends.
    if (domain.definition === null && domain.pid === null && domain.state !== 'starting') {
      this.#domains.delete(keyOf(domain));
      this.#changes.tell({ domain, reason });
      this.#changes.tell(undefined);
      return;
    }
    this.#domains.set(keyOf(domain), domain);
    this.#changes.tell({ domain, reason });
    if (!known) this.#changes.tell(undefined);
  }
}

const keyOf = ({ owner, uuid }: { owner: number; uuid: string }): string => `${owner}/${uuid}`;
