import { parseXml } from '../../domain-xml/parse/parseXml.ts';
import type { AgentContext } from './agentContext.ts';
import { domainRunDir, monitorPath, startRecordPath, statusPath } from './agentPaths.ts';
import { writeAtomically } from './atomicFile.ts';
import type { LiveDomain } from './liveDomain.ts';
import type { DomainRecord } from './registry.ts';
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
  const { plan, timeline, source } = live;
  const runDir = domainRunDir(agent.paths, record.owner, record.uuid);
  writeStartRecord(startRecordPath(runDir), { plan, timeline, source });
  writeStatus(agent, record, live);
}

function formatStatus(record: DomainRecord, live: LiveDomain, monitor: string): string {
  const { pid, startTime, bootId } = live.identity;
  // Unknown until QEMU answers: before, the process may still be in the host's.
  const namespace = live.mountNamespace === undefined ? '' : ` mountNamespace='${live.mountNamespace}'`;
  const namespaces = live.mountNamespace === undefined ? '' : '    <mount/>\n';
  const persistent = record.definition ? 'yes' : 'no';
  return [
    `<domstatus state='${live.state}' pid='${pid}'>\n`,
    `  <monitor path='${escapeAttribute(monitor)}' type='unix'/>\n`,
    namespaces && `  <namespaces>\n${namespaces}  </namespaces>\n`,
    `  <virtcell id='${live.id}' owner='${record.owner}' persistent='${persistent}' qemuUid='${live.qemuUid}' startTime='${startTime}' bootId='${bootId}'${namespace}/>\n`,
    `${rootElement(live.ready.xml)}\n`,
    '</domstatus>\n',
  ].join('');
}

/** The document's element without what may stand around it: a prolog has no place inside another document. */
function rootElement(xml: string): string {
  const { root } = parseXml(xml);
  return root ? xml.slice(root.span.start, root.span.end) : '';
}

/** `<` could not end the attribute, but would look like the domain to who cuts it out. */
const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;');
