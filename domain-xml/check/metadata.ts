import type { DiagnosticList } from '../diagnosticList.ts';
import { say } from '../message.ts';
import { nodeElements, readPath } from '../model/metadataNodes.ts';
import { attributeOf } from '../parse/xmlTree.ts';
import type { DomainDraft } from '../schema/drafts.ts';
import { valueSpan } from './spans.ts';

/** The nodes that the metadata asks for: each has a path below /dev. */
export function checkMetadata({ child: { metadata } }: DomainDraft, report: DiagnosticList): void {
  if (!metadata) return;
  for (const element of nodeElements(metadata.node)) {
    const path = attributeOf(element, 'path');
    if (!path)
      report.error('missing-attribute', element.nameSpan, say('<{0}> needs the attribute path.', element.name));
    else if (!readPath(element)?.startsWith('/dev/')) {
      report.error('invalid-value', valueSpan(path), say('A node of the private /dev has a path below /dev.'));
    }
  }
}
