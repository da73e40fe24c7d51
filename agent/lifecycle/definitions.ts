import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { VirtcellError } from '../../protocol/errors.ts';
import type { AgentContext } from './agentContext.ts';
import { definitionPath, definitionsDir, entriesByOwner, sourcePath } from './agentPaths.ts';
import { writeAtomically } from './atomicFile.ts';
import { type DomainSource, readSource, writeSource } from './domainSource.ts';
import { type ReadyDomain, readXml } from './readXml.ts';
import type { DomainRecord } from './registry.ts';

/**
 * Keeps a domain's XML for the next start. A domain that runs goes on as it was started.
 *
 * @throws VirtcellError `domain-exists` when the owner's other domain has the name or the UUID; `limit-reached`
 */
export function define(agent: AgentContext, owner: number, xml: string, file: string | undefined): DomainRecord {
  // XML without a UUID means the domain of its name, which keeps the UUID it has.
  const ready = readXml(xml, (name) => agent.registry.ofOwner(owner, { name })?.uuid);
  const { domain, uuid } = ready;
  const present = agent.registry.ofOwner(owner, { name: domain.name, uuid });
  if (present && (present.name !== domain.name || present.uuid !== uuid)) throw exists(present);
  if (!present) requireRoom(agent, owner);
  const source = { file: file ?? null, text: xml };
  const definition = { xml: ready.xml, source };
  mkdirSync(definitionsDir(agent.paths, owner), { recursive: true, mode: 0o755 });
  // The source second: one that does not fit its definition is not used, and a definition without one is whole.
  writeAtomically(definitionPath(agent.paths, owner, domain.name), ready.xml, 0o600, 'lasting');
  writeSource(sourcePath(agent.paths, owner, domain.name), source);
  if (present) {
    present.definition = definition;
    return present;
  }
  const record: DomainRecord = { owner, name: domain.name, uuid, definition, live: undefined };
  agent.registry.add(record);
  return record;
}

/** A domain that only runs, and ends as if it had never been. Its name and UUID must be free. */
export function addTransient(agent: AgentContext, owner: number, { domain, uuid }: ReadyDomain): DomainRecord {
  const present = agent.registry.ofOwner(owner, { name: domain.name, uuid });
  if (present) throw exists(present);
  requireRoom(agent, owner);
  const record: DomainRecord = { owner, name: domain.name, uuid, definition: undefined, live: undefined };
  agent.registry.add(record);
  return record;
}

/** Forgets a definition. A running domain goes on and is transient from then on. */
export function undefine(agent: AgentContext, record: DomainRecord): void {
  if (!record.definition) {
    throw new VirtcellError({
      code: 'domain-not-found',
      message: `the domain ${record.name} is not defined, it only runs`,
    });
  }
  rmSync(definitionPath(agent.paths, record.owner, record.name), { force: true });
  rmSync(sourcePath(agent.paths, record.owner, record.name), { force: true });
  record.definition = undefined;
  if (!record.live) agent.registry.remove(record);
}

function exists({ name, uuid, live, definition }: DomainRecord): VirtcellError {
  const state = live?.state ?? (definition ? 'defined' : 'starting');
  return new VirtcellError({
    code: 'domain-exists',
    message: `there is a domain ${name} already, with UUID ${uuid}, ${state}`,
    hint:
      !definition || live
        ? 'Destroy it first, or give this one another name.'
        : 'Start that one, or give this one another name.',
  });
}

function requireRoom(agent: AgentContext, owner: number): void {
  const { domainsPerUser } = agent.config.limits;
  if (agent.registry.of(owner).length < domainsPerUser) return;
  throw new VirtcellError({
    code: 'limit-reached',
    message: `uid ${owner} has ${domainsPerUser} domains, which is the limit`,
  });
}

/** Takes in what earlier agents kept. A file that cannot be read as a domain is said, left where it is, and does no harm to others. */
export function loadDefinitions(agent: AgentContext): void {
  const root = join(agent.paths.stateDir, 'definitions');
  mkdirSync(root, { recursive: true, mode: 0o755 });
  for (const { owner, path } of entriesByOwner(root)) {
    if (!path.endsWith('.xml')) continue;
    try {
      agent.registry.add(readDefinition(agent, owner, path));
    } catch (error) {
      agent.log(`${path} is not taken in`, error);
    }
  }
}

function readDefinition(agent: AgentContext, owner: number, path: string): DomainRecord {
  const { domain, uuid, xml } = readXml(readFileSync(path, 'utf8'));
  if (basename(path) !== `${domain.name}.xml`) throw new Error(`the domain in it has another name: ${domain.name}`);
  return {
    owner,
    name: domain.name,
    uuid,
    definition: { xml, source: sourceOf(agent, owner, domain.name, uuid, xml) },
    live: undefined,
  };
}

/** What a definition was made from. Without that, or when somebody changed the definition by hand, it is its own source. */
function sourceOf(agent: AgentContext, owner: number, name: string, uuid: string, xml: string): DomainSource {
  const path = sourcePath(agent.paths, owner, name);
  try {
    const source = readSource(path);
    if (source && readXml(source.text, () => uuid).xml === xml) return source;
  } catch (error) {
    agent.log(`${path} is not used`, error);
  }
  return { file: null, text: xml };
}
