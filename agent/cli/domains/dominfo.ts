import type { DomainInfo } from '../../../protocol/methods.ts';
import { type Arguments, type DomainOptions, domainReference, type Flags, socketPath } from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { EXIT_DONE, printJson, printLine, type Terminal } from '../terminal.ts';

export async function dominfo(
  { options, words }: Arguments<Flags<'json'> & DomainOptions>,
  terminal: Terminal,
): Promise<number> {
  const request = domainReference(words, options);
  const info = await withAgent(socketPath(terminal, options), (agent) => agent.request('dominfo', request));
  if (options.json) printJson(terminal, info);
  else printLine(terminal, infoText(info));
  return EXIT_DONE;
}

/** As virsh shows it, and what only Virtcell has below. */
export function infoText(info: DomainInfo): string {
  const { privateDev, definition, startedFrom, changed, problem } = info;
  const rows: [string, string | number | null][] = [
    ['Id', info.id ?? '-'],
    ['Name', info.name],
    ['UUID', info.uuid],
    ['State', info.reason === null ? info.state : `${info.state} (${info.reason})`],
    ['Since', info.since],
    ['Started', info.startedAt],
    ['Owner', info.owner],
    ['Process', info.pid],
    ['CPU(s)', cpus(info)],
    ['Max memory', kib(info.memory.maximum)],
    ['Used memory', kib(info.memory.current)],
    ['Persistent', info.persistent ? 'yes' : 'no'],
    ['Autostart', info.autostart ? 'enable' : 'disable'],
    ['Tainted', info.taints.length > 0 ? info.taints.join(', ') : null],
    ['Private /dev', privateDev && devText(privateDev)],
    ['Definition', definition && (definition.file ?? 'without a file')],
    ['Started from', startedFrom && (startedFrom.file ?? 'without a file')],
    ['Next start', changed === null ? null : changed ? 'differs: virtcell diff shows in what' : 'as it runs'],
    ['Problem', problem && `${problem.message} [${problem.code}] ${problem.at}`],
  ];
  const told = rows.filter(([, value]) => value !== null);
  const width = Math.max(...told.map(([name]) => name.length)) + 2;
  return told.map(([name, value]) => `${`${name}:`.padEnd(width)}${value}`).join('\n');
}

const cpus = ({ vcpus: { current, maximum } }: DomainInfo): string =>
  current === maximum ? String(current) : `${current} of ${maximum}`;

const kib = (bytes: number): string => `${bytes / 1024} KiB`;

const devText = ({ nodes, hidden, mountNamespace }: NonNullable<DomainInfo['privateDev']>): string =>
  `${nodes} nodes, ${hidden} hidden${mountNamespace === null ? '' : `, mount namespace ${mountNamespace}`}`;
