import { setAttribute } from '../../../domain-xml/elementEdits.ts';
import { exceedsUtf8, MAX_TEXT_BYTES } from '../../../domain-xml/parse/limits.ts';
import { parseXml } from '../../../domain-xml/parse/parseXml.ts';
import { applyEdits } from '../../../domain-xml/textEdit.ts';
import { writeAtomically } from '../../host/atomicFile.ts';
import type { AgentContext } from '../agentContext.ts';
import { domainRunDir, monitorPath, startRecordPath, statusPath } from '../agentPaths.ts';
import type { LiveDomain } from '../liveDomain.ts';
import type { DomainRecord } from '../registry.ts';
import { writeStartRecord } from './startRecord.ts';

/**
 * Writes what an agent needs to know of a running domain to take it over, in the form of libvirt's own status files:
 * `<domstatus>` with the monitor, `<namespaces>`, and the domain. What libvirt has no place for is in `<virtcell>`.
 */
export function writeStatus(agent: AgentContext, record: DomainRecord, live: LiveDomain): void {
  const runDir = domainRunDir(agent.paths, record.owner, record.uuid);
  writeAtomically(statusPath(runDir), formatStatus(record, live, monitorPath(runDir)), 0o600, 'until-reboot');
}

/** The same, and what the domain's private /dev is to be: what another agent would need to go on. */
export function keepRecord(agent: AgentContext, record: DomainRecord, live: LiveDomain): void {
  const runDir = domainRunDir(agent.paths, record.owner, record.uuid);
  writeStartRecord(startRecordPath(runDir), live);
  writeStatus(agent, record, live);
}

function formatStatus(record: DomainRecord, live: LiveDomain, monitor: string): string {
  const { pid, startTime, bootId } = live.identity;
  // Unknown until QEMU answers: before, the process may still be in the host's.
  const namespace = live.mountNamespace === undefined ? '' : ` mountNamespace='${live.mountNamespace}'`;
  const namespaces = live.mountNamespace === undefined ? '' : '    <mount/>\n';
  const persistent = record.definition ? 'yes' : 'no';
  return [
    `<domstatus state='${LIBVIRTS_STATES[live.state]}' reason='${live.reason}' pid='${pid}'>\n`,
    `  <monitor path='${escapeAttribute(monitor)}' type='unix'/>\n`,
    namespaces && `  <namespaces>\n${namespaces}  </namespaces>\n`,
    ...live.taints.map((flag) => `  <taint flag='${escapeAttribute(flag)}'/>\n`),
    live.rebooting ? '  <fakereboot/>\n' : '',
    `  <virtcell id='${live.id}' owner='${record.owner}' persistent='${persistent}' qemuUid='${live.qemuUid}' startTime='${startTime}' bootId='${bootId}'${namespace} since='${live.since}'/>\n`,
    `${domainElement(live.ready.xml, live.id)}\n`,
    '</domstatus>\n',
  ].join('');
}

/** libvirt's words for the states. It has none for what only starts, which it calls paused. */
export const LIBVIRTS_STATES = {
  starting: 'starting',
  paused: 'paused',
  running: 'running',
  'in shutdown': 'shutdown',
} as const satisfies Record<LiveDomain['state'], string>;

/**
 * The document's element, with the id of this run, without what may stand around it: a prolog has no place inside another
 * document. One that would be too long to be read again has no id; `<virtcell>` has it as well.
 */
function domainElement(xml: string, id: number): string {
  const { root } = parseXml(xml);
  if (!root) return '';
  const withId = applyEdits(xml, [setAttribute(root, 'id', `${id}`)]);
  const grown = withId.length - xml.length;
  const { start, end } = root.span;
  const element = withId.slice(start, end + grown);
  return exceedsUtf8(element, MAX_TEXT_BYTES) ? xml.slice(start, end) : element;
}

/** `<` could not end the attribute, but would look like the domain to who cuts it out. */
const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;');
