import type { AgentEvent } from '../../protocol/events.ts';
import { type Caller, maySee } from '../access/caller.ts';

const ownerOf = (event: AgentEvent): number => (event.kind === 'undefined' ? event.owner : event.domain.owner);

/** Who wants to know what happens to domains. */
export class DomainEvents {
  readonly #subscribers = new Map<(event: AgentEvent) => void, Caller>();

  subscribe(caller: Caller, listener: (event: AgentEvent) => void): () => void {
    this.#subscribers.set(listener, caller);
    return () => this.#subscribers.delete(listener);
  }

  emit(event: AgentEvent): void {
    for (const [listener, caller] of this.#subscribers) if (maySee(caller, ownerOf(event))) listener(event);
  }
}
