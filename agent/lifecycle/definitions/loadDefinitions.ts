import { lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { waysIn } from '../../../domain-xml/model/waysIn.ts';
import { MAX_TEXT_BYTES } from '../../../domain-xml/parse/limits.ts';
import type { AgentContext } from '../agentContext.ts';
import { autostartPath, sourcePath } from '../agentPaths.ts';
import { readXml } from '../readXml.ts';
import { type DomainRecord, newRecord } from '../registry.ts';
import { type DomainSource, readSource } from './domainSource.ts';
import { cannotBeReadNow, readKept } from './keptFile.ts';
import { ownerFolders } from './ownerFolders.ts';
import { quarantine } from './quarantine.ts';

/**
 * Takes in what earlier agents kept. What cannot be read as a domain's definition is moved to the quarantine, where no
 * later definition of that name overwrites it, and does no harm to others.
 */
export function loadDefinitions(agent: AgentContext): void {
  const root = join(agent.paths.stateDir, 'definitions');
  mkdirSync(root, { recursive: true, mode: 0o755 });
  for (const { name, path, problem } of ownerFolders(root)) {
    if (problem) quarantine(agent, 'stateDir', path, problem);
    else loadAll(agent, Number(name), path);
  }
}

function loadAll(agent: AgentContext, owner: number, folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.xml')) load(agent, owner, join(folder, name));
  }
}

function load(agent: AgentContext, owner: number, path: string): void {
  try {
    agent.registry.add(readDefinition(agent, owner, path));
  } catch (error) {
    const name = basename(path, '.xml');
    setAside(agent, path, error, [sourcePath(agent.paths, owner, name), autostartPath(agent.paths, owner, name)]);
  }
}

/** What says nothing just now stays where it is: it may be whole for the agent that comes next. */
function setAside(agent: AgentContext, path: string, error: unknown, beside: readonly string[] = []): void {
  if (cannotBeReadNow(error)) agent.log(`${path} cannot be read now, and is not taken in`, error);
  else quarantine(agent, 'stateDir', path, error, beside);
}

function readDefinition(agent: AgentContext, owner: number, path: string): DomainRecord {
  const { domain, uuid, xml } = readXml(readKept(path, MAX_TEXT_BYTES));
  const { name } = domain;
  if (basename(path) !== `${name}.xml`) throw new Error(`the domain in it has another name: ${name}`);
  const twin = agent.registry.ofOwner(owner, { name, uuid });
  if (twin) throw new Error(`the domain ${twin.name} has the same UUID`);
  const source = sourceOf(agent, owner, name, uuid, xml);
  const record = newRecord(owner, { name, uuid }, { xml, source, waysIn: waysIn(domain) });
  record.autostart = readAutostart(agent, owner, name);
  return record;
}

/** What a definition was made from. Without that, or when somebody changed the definition by hand, it is its own source. */
function sourceOf(agent: AgentContext, owner: number, name: string, uuid: string, xml: string): DomainSource {
  const path = sourcePath(agent.paths, owner, name);
  try {
    const source = readSource(path);
    if (source && readXml(source.text, () => uuid).xml === xml) return source;
  } catch (error) {
    setAside(agent, path, error);
  }
  return { file: null, text: xml };
}

function readAutostart(agent: AgentContext, owner: number, name: string): boolean {
  const path = autostartPath(agent.paths, owner, name);
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return false;
  try {
    readKept(path, 0);
    return true;
  } catch (error) {
    setAside(agent, path, error);
    return false;
  }
}
