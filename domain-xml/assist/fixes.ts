import type { DiagnosticCode } from '../diagnosticCodes.ts';
import type { XmlDocument } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';
import { addSerialConsole } from './addSerialConsole.ts';
import { closeElement } from './closeElement.ts';
import { changeTo, type Fix, type Place } from './fix.ts';
import * as markup from './fixMarkup.ts';
import * as schema from './fixSchema.ts';

/** What to do about each kind of problem. Which names and values there are comes from the schema's table. */
const RULES: Partial<Record<DiagnosticCode, (place: Place) => Fix[]>> = {
  'xml-ampersand': markup.escapeAmpersand,
  'xml-attribute-value': markup.addValue,
  'xml-doctype': markup.removeDoctype,
  'xml-duplicate-attribute': schema.removeThatAttribute,
  'xml-less-than': markup.escapeLess,
  'xml-mismatched-tag': markup.matchTags,
  'xml-name-expected': markup.escapeLess,
  'xml-space-expected': markup.insertSpace,
  'xml-unclosed-element': closeElement,
  'xml-unclosed-tag': markup.endTag,
  'xml-unclosed-value': markup.endValue,
  'xml-unquoted-attribute': markup.quote,
  'unsupported-attribute': schema.otherAttribute,
  'unsupported-default': schema.addMissing,
  'unsupported-element': schema.otherElement,
  'unsupported-text': markup.removeContent,
  'unsupported-value': schema.otherValue,
  'invalid-value': schema.otherValue,
  'missing-attribute': schema.addMissing,
  'missing-element': schema.addMissing,
  'missing-text': schema.addText,
  // Of what stands there twice, or beside what it excludes, this is the later one.
  'boot-conflict': schema.removeThatElement,
  'duplicate-element': schema.removeThatElement,
  'left-to-the-host': schema.removeWhatIsThere,
  'missing-kernel': schema.removeThatElement,
  'wrong-address': schema.removeThatElement,
  'wrong-console': schema.removeThatElement,
  'no-console': addSerialConsole,
  'no-kvm': ({ span }) => [changeTo(span, 'qemu')],
};

/** What can be done about what was said of a place. The text may have changed since: then there may be nothing. */
export function fixesFor(document: XmlDocument, { code, span }: { code: string; span: Span }): Fix[] {
  const rule = Object.hasOwn(RULES, code) ? RULES[code as DiagnosticCode] : undefined;
  return rule?.({ document, span }) ?? [];
}
