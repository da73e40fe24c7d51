import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import type { ConsoleQuery } from '../../../protocol/console.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { Params, Result } from '../../../protocol/methods.ts';
import type { LogIndex } from '../../consoles/logIndex.ts';
import { StoredLog } from '../../consoles/storedLog.ts';
import type { Attachment, Viewer } from '../../consoles/viewer.ts';
import type { AgentContext } from '../agentContext.ts';
import { consoleLogDir, consoleLogPath } from '../agentPaths.ts';
import { readXml } from '../readXml.ts';
import type { DomainRecord } from '../registry.ts';
import { findConsole } from './findConsole.ts';

type LogQuery = Pick<ConsoleQuery, 'alias' | 'from' | 'since' | 'mode'>;

/** Shows a viewer what a console's log holds, of a running domain or of the last run of one that is defined. */
export function readConsoleLog(agent: AgentContext, record: DomainRecord, query: LogQuery, viewer: Viewer): Attachment {
  if (record.live) {
    const console = findConsole(record, record.live, query.alias);
    return console.readLog(viewer, { from: fromOf(query, console.record), follow: query.mode === 'follow' });
  }
  const stored = openStored(agent, record, query.alias);
  return stored.log.show(viewer, fromOf(query, stored.log));
}

/** What there is of a console's log, without its bytes. */
export function describeLog(
  agent: AgentContext,
  record: DomainRecord,
  { alias, times = false }: Pick<Params<'consoleLog'>, 'alias' | 'times'>,
): Result<'consoleLog'> {
  if (record.live) {
    const console = findConsole(record, record.live, alias);
    const { log, index } = console.record;
    return { alias: console.alias, running: true, ...log.kept(), ...known(index, times) };
  }
  const stored = openStored(agent, record, alias);
  try {
    const { index } = stored.log;
    return { alias: stored.alias, running: false, ...stored.log.kept(), ...known(index, times) };
  } finally {
    stored.log.close();
  }
}

const known = ({ repeats, since, ends }: LogIndex, times: boolean) => ({
  marks: [...repeats],
  since: since ?? null,
  ...(times && { times: [...ends] }),
});

/** An offset and a time may both be given; the later one counts. */
function fromOf({ from, since }: LogQuery, { index }: { readonly index: { offsetAt(time: number): number } }): number {
  return Math.max(from ?? 0, since === undefined ? 0 : index.offsetAt(since));
}

function openStored(agent: AgentContext, record: DomainRecord, wanted: string | undefined) {
  const aliases = storedAliases(agent, record);
  const alias = wanted === undefined ? aliases[0] : aliases.find((each) => each === wanted);
  if (alias === undefined) {
    throw new VirtcellError({
      code: 'console-not-found',
      message: `${record.name} does not run, and no log of ${wanted ?? 'a console'} is kept of its last run; there are: ${aliases.join(', ') || 'none'}`,
    });
  }
  const path = consoleLogPath(agent.paths, record.owner, record.uuid, alias);
  return { alias, log: new StoredLog(alias, path, { log: (message, error) => agent.log(message, error) }) };
}

/** Of whose consoles a log is kept, in the order of the definition's devices; what it has no longer comes last. */
function storedAliases(agent: AgentContext, { owner, uuid, definition }: DomainRecord): readonly string[] {
  const folder = consoleLogDir(agent.paths, owner, uuid);
  if (!existsSync(folder)) return [];
  const kept = readdirSync(folder).flatMap((name) => (name.endsWith('.log') ? [basename(name, '.log')] : []));
  const devices = definition ? readXml(definition.xml).domain.characterDevices.map(({ alias }) => alias) : [];
  const place = (alias: string): number => (devices.indexOf(alias) + devices.length + 1) % (devices.length + 1);
  return kept.sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}
