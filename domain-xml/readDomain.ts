import { checkDomain } from './check/checkDomain.ts';
import { type Diagnostic, hasErrors } from './diagnostic.ts';
import { DiagnosticList, inTextOrder } from './diagnosticList.ts';
import { ENGLISH, type Words } from './message.ts';
import { buildDomain } from './model/buildDomain.ts';
import type { Domain } from './model/domain.ts';
import { parseXml } from './parse/parseXml.ts';
import type { XmlDocument } from './parse/xmlTree.ts';
import type { DomainValue } from './schema/drafts.ts';

export interface ReadDomain {
  readonly document: XmlDocument;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** Present when no diagnostic is an error: then nothing in the text was left out. */
  readonly domain?: Domain;
}

/**
 * Reads a domain's XML. Any text is allowed and nothing is thrown; only texts in the supported subset give a domain.
 *
 * @param words the language of what is said of it
 */
export function readDomain(text: string, words: Words = ENGLISH): ReadDomain {
  const document = parseXml(text, words);
  const report = new DiagnosticList(document.lines, words);
  const draft = checkDomain(document, report);
  const diagnostics = inTextOrder([...document.problems, ...report.items]);
  if (!draft || hasErrors(diagnostics)) return { document, diagnostics };
  // A draft of which nothing was reported is whole: see readElement.
  return { document, diagnostics, domain: buildDomain(draft as DomainValue, document) };
}
