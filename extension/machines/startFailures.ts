import type { DomainEntry } from '../../protocol/methods.ts';
import { type Disposable, Listeners } from '../listeners.ts';

/** Why the last start of a domain failed, until the next one: shown where the domain is. */
export class StartFailures {
  readonly #failures = new Map<string, string>();
  readonly #changes = new Listeners<void>();

  of(domain: DomainEntry): string | undefined {
    return this.#failures.get(domain.uuid);
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.add(listener);
  }

  set(domain: DomainEntry, message: string): void {
    this.#failures.set(domain.uuid, message);
    this.#changes.tell();
  }

  clear(domain: DomainEntry): void {
    if (this.#failures.delete(domain.uuid)) this.#changes.tell();
  }
}
