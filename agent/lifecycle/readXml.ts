import { randomUUID } from 'node:crypto';
import { hasErrors } from '../../domain-xml/diagnostic.ts';
import { withUuid } from '../../domain-xml/live.ts';
import type { Domain } from '../../domain-xml/model/domain.ts';
import { withLiveAliases } from '../../domain-xml/model/liveAliases.ts';
import { exceedsUtf8, MAX_TEXT_BYTES } from '../../domain-xml/parse/limits.ts';
import type { XmlDocument } from '../../domain-xml/parse/xmlTree.ts';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { VirtcellError } from '../../protocol/errors.ts';

/** A domain's XML that was read without errors, its UUID in it. */
export interface ReadyDomain {
  readonly domain: Domain;
  /** The text as it was sent, parsed. */
  readonly document: XmlDocument;
  readonly uuid: string;
  readonly xml: string;
}

/** Reads the XML of a running domain, in which aliases are what QEMU calls its devices. */
export function readLiveXml(xml: string): ReadyDomain {
  const ready = readXml(xml);
  return { ...ready, domain: withLiveAliases(ready.domain, ready.document) };
}

/**
 * Reads what a user sent, by the agent's own eyes whatever the editor found.
 *
 * @param uuidOf the UUID for a domain of this name whose XML has none; without an answer, a new one
 * @throws VirtcellError `xml-invalid` with every diagnostic
 */
export function readXml(xml: string, uuidOf: (name: string) => string | undefined = () => undefined): ReadyDomain {
  const { domain, document, diagnostics } = readDomain(xml);
  if (!domain || hasErrors(diagnostics)) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const [first] = errors;
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    const message = first ? `${first.message}${more}` : 'not a domain';
    throw new VirtcellError({ code: 'xml-invalid', message, diagnostics, ...(first && { range: first.range }) });
  }
  const uuid = domain.uuid ?? uuidOf(domain.name) ?? randomUUID();
  const whole = withUuid(document, uuid);
  // What is kept is read again by the next agent, which would refuse it.
  if (exceedsUtf8(whole, MAX_TEXT_BYTES)) {
    const message = `with its UUID the domain is longer than ${MAX_TEXT_BYTES} bytes`;
    throw new VirtcellError({ code: 'xml-invalid', message });
  }
  return { domain: { ...domain, uuid }, document, uuid, xml: whole };
}
