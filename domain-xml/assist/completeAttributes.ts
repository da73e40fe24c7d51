import { inWords, type Words } from '../message.ts';
import { attributeOf, type XmlDocument } from '../parse/xmlTree.ts';
import { type Completion, type Hints, quoteOf } from './completion.ts';
import type { CursorContext } from './cursorContext.ts';
import { attributeSnippet, supported } from './elementSnippet.ts';
import { schemaAt } from './schemaAt.ts';

/** The attributes that the element does not have yet, what it must have first. Of one that has a value, only the name is replaced. */
export function completeAttributeName(
  document: XmlDocument,
  { element, attribute, span }: Extract<CursorContext, { kind: 'attribute-name' }>,
  { l10n }: Hints,
): Completion[] {
  const quote = quoteOf(document);
  const nameOnly = attribute !== undefined && attribute.span.end > attribute.nameSpan.end;
  return Object.entries(schemaAt(element)?.attributes ?? {})
    .filter(([name]) => name === attribute?.name || !attributeOf(element, name))
    .sort(([, one], [, other]) => Number(other.required) - Number(one.required))
    .map(([name, { type, doc, required }]) => ({
      label: name,
      kind: 'attribute',
      detail: detail(inWords(type.label, l10n), required, l10n),
      documentation: inWords(doc, l10n),
      insertText: nameOnly ? name : attributeSnippet(name, type, quote),
      isSnippet: !nameOnly,
      span,
      ...(!nameOnly && (supported(type).length > 1 || type.host) ? { goesOn: true } : {}),
    }));
}

const detail = (label: string, required: boolean, l10n: Words): string =>
  required ? l10n.t('required: {0}', label) : label;
