import { type WaysIn, waysIn } from '../../domain-xml/model/waysIn.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry, DomainProblem } from '../../protocol/methods.ts';
import { type Caller, maySee } from '../access/caller.ts';
import { type DomainSource, sourceEntry } from './definitions/domainSource.ts';
import type { LiveDomain } from './liveDomain.ts';

/** `xml` is `source.text` with the domain's UUID in it. */
export interface Definition {
  readonly xml: string;
  readonly source: DomainSource;
  readonly waysIn: WaysIn;
}

/** A domain: defined, running, or both. */
export interface DomainRecord {
  readonly owner: number;
  readonly name: string;
  readonly uuid: string;
  /** What the next start takes; absent for a domain that only runs, virsh's transient one. */
  definition: Definition | undefined;
  live: LiveDomain | undefined;
  /** Starts with the machine; only what is defined can. */
  autostart: boolean;
  problem: DomainProblem | undefined;
}

/** A domain that does not run. */
export const newRecord = (
  owner: number,
  { name, uuid }: { name: string; uuid: string },
  definition?: Definition,
): DomainRecord => ({ owner, name, uuid, definition, live: undefined, autostart: false, problem: undefined });

/** How a request names a domain. */
export interface DomainRef {
  readonly name: string;
  readonly owner?: number | undefined;
}

/** All domains of the agent. Names and UUIDs are each owner's own. */
export class Registry {
  readonly #records = new Set<DomainRecord>();

  add(record: DomainRecord): void {
    this.#records.add(record);
  }

  remove(record: DomainRecord): void {
    this.#records.delete(record);
  }

  /** False once it was undefined, or a transient one ended: whoever still holds it must not start it. */
  has(record: DomainRecord): boolean {
    return this.#records.has(record);
  }

  all(): readonly DomainRecord[] {
    return [...this.#records];
  }

  of(owner: number): readonly DomainRecord[] {
    return this.all().filter((record) => record.owner === owner);
  }

  visibleTo(caller: Caller): readonly DomainRecord[] {
    return this.all().filter((record) => maySee(caller, record.owner));
  }

  /** The owner's domain that has this name or this UUID. */
  ofOwner(owner: number, { name, uuid }: { name: string; uuid?: string | undefined }): DomainRecord | undefined {
    return this.of(owner).find((record) => record.name === name || record.uuid === uuid);
  }

  /**
   * The domain that a caller names; root's own first, then anybody's.
   *
   * @throws VirtcellError `domain-not-found`, also for one that the caller may not see; `domain-ambiguous`
   */
  find(caller: Caller, { name, owner }: DomainRef): DomainRecord {
    const named = this.visibleTo(caller).filter((record) => record.name === name || record.uuid === name);
    const candidates = owner === undefined ? named : named.filter((record) => record.owner === owner);
    const own = candidates.find((record) => record.owner === caller.uid);
    const [first, second] = candidates;
    if (own) return own;
    if (!first) throw new VirtcellError({ code: 'domain-not-found', message: `there is no domain ${name}` });
    if (!second) return first;
    const owners = candidates.map((record) => record.owner).join(', ');
    throw new VirtcellError({
      code: 'domain-ambiguous',
      message: `several users have a domain ${name}: ${owners}`,
      hint: 'Say whose with --owner UID.',
    });
  }
}

/** Of a transient domain that has ended. */
const NO_WAY_IN: WaysIn = { screen: false, console: false };

/** What clients are told of a domain. */
export function domainEntry(record: DomainRecord, ended?: 'shut off' | 'crashed'): DomainEntry {
  const { name, uuid, owner, live, definition, autostart, problem } = record;
  return {
    name,
    uuid,
    id: live?.id ?? null,
    state: live?.state ?? ended ?? 'shut off',
    pid: live?.process.pid ?? null,
    owner,
    consoles: live?.consoles.map(({ entry }) => entry) ?? [],
    waysIn: live ? waysIn(live.ready.domain) : (definition?.waysIn ?? NO_WAY_IN),
    definition: definition ? sourceEntry(definition.source) : null,
    startedFrom: live ? { file: live.source.file, sha256: live.source.sha256 } : null,
    autostart,
    problem: problem ?? null,
    taints: [...(live?.taints ?? [])],
  };
}
