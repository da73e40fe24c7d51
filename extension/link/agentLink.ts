import type { AgentClient } from '../../protocol/agentClient.ts';
import { agentClosed } from '../../protocol/agentClosed.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { AgentEvent } from '../../protocol/events.ts';
import type { Method, Params, Result } from '../../protocol/methods.ts';
import { type Disposable, Listeners } from '../listeners.ts';
import { isSameState, type LinkState, unlinkedBy } from './linkState.ts';

/** What the link needs of the world. */
export interface LinkEdge {
  /** Connects and says hello. @throws VirtcellError */
  connect(): Promise<AgentClient>;
  /** Whether an agent is installed that would listen there. */
  isInstalled(): boolean;
  /** Tells when something happened at the socket's path: an agent may be there now. */
  watchSocket(changed: () => void): Disposable;
}

/** Milliseconds that a connection has to last before its end is answered by another one. */
const SHORT_LIFE = 1000;

/**
 * The one connection to the agent. It connects by itself, again whenever a socket appears, and says at any time where it
 * stands. Subscribed to the agent's events before anybody is told that it is connected, so that no change is missed
 * between the first list and the first event.
 */
export class AgentLink implements Disposable {
  readonly #edge: LinkEdge;
  readonly #states = new Listeners<LinkState>();
  readonly #events = new Listeners<AgentEvent>();
  #state: LinkState = { kind: 'connecting' };
  #client: AgentClient | undefined;
  #watch: Disposable | undefined;
  #attempt: Promise<void> | undefined;
  #again = false;
  #wasThere = false;
  #disposed = false;

  constructor(edge: LinkEdge) {
    this.#edge = edge;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Tells of each change; an attempt that fails as the last one did is none. */
  onState(listener: (state: LinkState) => void): Disposable {
    return this.#states.add(listener);
  }

  onEvent(listener: (event: AgentEvent) => void): Disposable {
    return this.#events.add(listener);
  }

  /** Resolves once the state is known: connected, or why not. Never fails. */
  connect(): Promise<void> {
    if (this.#client || this.#disposed) return Promise.resolve();
    this.#attempt ??= this.#connectUntilSettled().finally(() => {
      this.#attempt = undefined;
    });
    return this.#attempt;
  }

  /** Resolves once the link stands somewhere, without another attempt. For those who follow its state: they would drive it. */
  known(): Promise<void> {
    return this.#attempt ?? (this.#state.kind === 'connecting' ? this.connect() : Promise.resolve());
  }

  /** @throws VirtcellError the agent's, or why there is no agent */
  async request<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    if (!this.#client) await this.connect();
    const client = this.#client;
    if (!client) throw 'error' in this.#state ? this.#state.error : agentClosed();
    return client.request(method, params);
  }

  dispose(): void {
    this.#disposed = true;
    this.#watch?.dispose();
    this.#client?.close();
  }

  async #connectUntilSettled(): Promise<void> {
    // Watched before the first attempt: an agent that comes up between the two is seen by one of them.
    this.#watch ??= this.#edge.watchSocket(() => this.#socketChanged());
    do {
      this.#again = false;
      await this.#connectOnce();
    } while (this.#again && !this.#client && !this.#disposed);
  }

  async #connectOnce(): Promise<void> {
    let client: AgentClient | undefined;
    try {
      client = await this.#edge.connect();
      await this.#takeOn(client);
    } catch (error) {
      client?.close();
      const isKnown = this.#wasThere || this.#edge.isInstalled();
      this.#become(unlinkedBy(error instanceof VirtcellError ? error : unexpected(error), isKnown));
    }
  }

  async #takeOn(client: AgentClient): Promise<void> {
    const early: AgentEvent[] = [];
    let hold = true;
    client.onEvent((event) => (hold ? early.push(event) : this.#events.tell(event)));
    await client.request('subscribe', {});
    if (this.#disposed) throw agentClosed();
    this.#client = client;
    this.#wasThere = true;
    const since = performance.now();
    client.onClose((reason) => this.#lose(client, reason, performance.now() - since));
    this.#become({ kind: 'connected', agent: client.agent });
    hold = false;
    for (const event of early) this.#events.tell(event);
  }

  #lose(client: AgentClient, reason: VirtcellError, lived: number): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    if (this.#disposed) return;
    this.#become(unlinkedBy(reason, true));
    // It may be back already, or gone for good: either is found out by asking. One that hangs up at once would be asked
    // without end: that one is left to the user, or to its next socket.
    if (lived >= SHORT_LIFE) void this.connect();
  }

  #socketChanged(): void {
    if (this.#client) return;
    // Under way: what changed may have come too late for it.
    if (this.#attempt) this.#again = true;
    else void this.connect();
  }

  #become(state: LinkState): void {
    const changed = !isSameState(this.#state, state);
    this.#state = state;
    if (changed) this.#states.tell(state);
  }
}

const unexpected = (error: unknown): VirtcellError =>
  new VirtcellError({ code: 'internal', message: String(error) }, { cause: error });
