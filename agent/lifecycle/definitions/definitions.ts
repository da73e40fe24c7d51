import { mkdirSync, rmSync } from 'node:fs';
import { waysIn } from '../../../domain-xml/model/waysIn.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { orStorageError, writeTogether } from '../../host/atomicFile.ts';
import { writeStatus } from '../adoption/statusFile.ts';
import type { AgentContext } from '../agentContext.ts';
import { autostartPath, definitionPath, definitionsDir, sourcePath } from '../agentPaths.ts';
import { orTell } from '../problems.ts';
import { type ReadyDomain, readXml } from '../readXml.ts';
import { type Definition, type DomainRecord, newRecord } from '../registry.ts';
import { sourceJson } from './domainSource.ts';

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
  if (present && (present.name !== domain.name || present.uuid !== uuid)) throw exists(present, domain.name);
  if (!present) requireRoom(agent, owner);
  const definition = { xml: ready.xml, source: { file: file ?? null, text: xml }, waysIn: waysIn(domain) };
  writeDefinition(agent, owner, domain.name, definition);
  const record = present ?? newRecord(owner, { name: domain.name, uuid });
  record.definition = definition;
  if (!present) agent.registry.add(record);
  keepPersistence(agent, record);
  return record;
}

function writeDefinition({ paths }: AgentContext, owner: number, name: string, { xml, source }: Definition): void {
  const folder = definitionsDir(paths, owner);
  orStorageError(folder, () => mkdirSync(folder, { recursive: true, mode: 0o755 }));
  // The source second: one that does not fit its definition is not used, and a definition without one is whole.
  const files = [
    { path: definitionPath(paths, owner, name), content: xml },
    { path: sourcePath(paths, owner, name), content: sourceJson(source) },
  ];
  writeTogether(files, 0o600, 'lasting');
}

/** A run is told whether its domain stays when it ends: its logs do then. */
function keepPersistence(agent: AgentContext, record: DomainRecord): void {
  const { live } = record;
  // What only starts has no folder yet, or is about to write the file itself.
  if (!live || live.state === 'starting') return;
  orTell(agent, record, 'whether it is defined cannot be written down', () => writeStatus(agent, record, live));
}

/** A domain that only runs, and ends as if it had never been. Its name and UUID must be free. */
export function addTransient(agent: AgentContext, owner: number, { domain, uuid }: ReadyDomain): DomainRecord {
  const present = agent.registry.ofOwner(owner, { name: domain.name, uuid });
  if (present) throw exists(present, domain.name);
  requireRoom(agent, owner);
  const record = newRecord(owner, { name: domain.name, uuid });
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
  // The definition first: without it the others say nothing.
  for (const pathOf of [definitionPath, sourcePath, autostartPath]) {
    const path = pathOf(agent.paths, record.owner, record.name);
    orStorageError(path, () => rmSync(path, { force: true }));
  }
  record.definition = undefined;
  record.autostart = false;
  if (record.live) keepPersistence(agent, record);
  else agent.registry.remove(record);
}

/** @param wanted the name in the XML */
function exists({ name, uuid, live, definition }: DomainRecord, wanted: string): VirtcellError {
  if (name !== wanted) {
    return new VirtcellError({
      code: 'domain-exists',
      message: `${uuid} is the UUID of the domain ${name} already`,
      hint: 'A domain keeps its name. Give this one another UUID or none, or undefine that one.',
    });
  }
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
