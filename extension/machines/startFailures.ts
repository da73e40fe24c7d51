import type { DomainEntry } from '../../protocol/methods.ts';
import { type Disposable, Listeners } from '../listeners.ts';

/** Why a start failed, and what can be done. */
export interface StartFailure {
  readonly message: string;
  readonly hint?: string;
}

/** Why the last start of a domain failed, until the next one: shown where the domain is. */
export class StartFailures {
  readonly #failures = new Map<string, StartFailure>();
  readonly #changes = new Listeners<DomainEntry>();

  of(domain: DomainEntry): StartFailure | undefined {
    return this.#failures.get(keyOf(domain));
  }

  /** Tells whose failure came or went. */
  onChange(listener: (domain: DomainEntry) => void): Disposable {
    return this.#changes.add(listener);
  }

  set(domain: DomainEntry, { message, hint }: StartFailure): void {
    this.#failures.set(keyOf(domain), { message, ...(hint !== undefined && { hint }) });
    this.#changes.tell(domain);
  }

  clear(domain: DomainEntry): void {
    if (this.#failures.delete(keyOf(domain))) this.#changes.tell(domain);
  }
}

const keyOf = ({ owner, uuid }: DomainEntry): string => `${owner}/${uuid}`;
