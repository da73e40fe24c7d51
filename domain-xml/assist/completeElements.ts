import { inWords } from '../message.ts';
import { childElements, type XmlDocument, type XmlElement } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';
import type { ChildSchema, ElementSchema, Occurs } from '../schema/elementSchema.ts';
import { type Completion, type Hints, quoteOf } from './completion.ts';
import type { CursorContext } from './cursorContext.ts';
import { deviceSnippets } from './deviceSnippets.ts';
import { domainTemplates } from './domainTemplates.ts';
import { elementSnippet } from './elementSnippet.ts';
import { schemaAt } from './schemaAt.ts';

/** What is there of a tag that is being typed. */
interface Begun {
  readonly span: Span;
  /** Its `<`. */
  readonly opened: boolean;
}

/** What can begin where no tag has a name yet: elements, whole devices, a whole domain, and the end of the parent. */
export function completeContent(
  document: XmlDocument,
  cursor: Extract<CursorContext, { kind: 'content' }>,
  hints: Hints,
): Completion[] {
  const { parent } = cursor;
  if (!parent) return document.root ? [] : templates(cursor, hints);
  return [
    ...devices(parent, cursor, hints),
    ...elements(document, parent, cursor, hints),
    ...endOf(parent, cursor, hints),
  ];
}

/** What the element that is being typed can be; of one that has more than its name only that is replaced. */
export function completeTagName(
  document: XmlDocument,
  { element, bare, span }: Extract<CursorContext, { kind: 'tag-name' }>,
  hints: Hints,
): Completion[] {
  const { parent } = element;
  const begun = { span, opened: true };
  if (!parent) return bare && element === document.root ? templates(begun, hints) : [];
  if (bare) return [...devices(parent, begun, hints), ...elements(document, parent, begun, hints, element)];
  return allowedIn(parent, element).map(([name, child]) => ({ ...itself(name, child, hints), insertText: name, span }));
}

export function completeEndTag(
  { element, closed, span }: Extract<CursorContext, { kind: 'end-tag' }>,
  { l10n }: Hints,
): Completion[] {
  return [
    {
      label: `</${element.name}>`,
      kind: 'end-tag',
      detail: l10n.t('end of the element'),
      documentation: '',
      insertText: closed ? element.name : `${element.name}>`,
      isSnippet: false,
      filterText: element.name,
      span,
    },
  ];
}

type Allowed = readonly [name: string, child: ChildSchema<ElementSchema, Occurs>];

/** Those that the parent can have one more of, what it must have first. */
function allowedIn(parent: XmlElement, typed?: XmlElement): Allowed[] {
  const present = new Set(childElements(parent).flatMap((child) => (child === typed ? [] : [child.name])));
  const children = Object.entries(schemaAt(parent)?.decided?.children ?? {});
  const allowed = children.filter(([name, { occurs }]) => occurs === 'many' || !present.has(name));
  return allowed.sort(([, one], [, other]) => Number(other.occurs === 'one') - Number(one.occurs === 'one'));
}

function elements(
  document: XmlDocument,
  parent: XmlElement,
  { span, opened }: Begun,
  hints: Hints,
  typed?: XmlElement,
): Completion[] {
  const quote = quoteOf(document);
  return allowedIn(parent, typed).map(([name, child]) => ({
    ...itself(name, child, hints),
    insertText: behind(opened, elementSnippet(name, child.schema, quote)),
    isSnippet: true,
    span,
  }));
}

const itself = (name: string, { schema, occurs }: ChildSchema<ElementSchema, Occurs>, { l10n }: Hints) => ({
  label: name,
  kind: 'element' as const,
  detail: occurs === 'one' ? l10n.t('required') : '',
  documentation: inWords(schema.doc, l10n),
  isSnippet: false,
});

function devices(parent: XmlElement, { span, opened }: Begun, { l10n }: Hints): Completion[] {
  if (parent.name !== 'devices' || parent.parent?.parent) return [];
  return deviceSnippets(l10n).map(({ label, doc, snippet }) => ({
    ...{ label, kind: 'snippet', detail: l10n.t('device'), documentation: doc },
    ...{ insertText: behind(opened, snippet), isSnippet: true, span },
  }));
}

function templates({ span, opened }: Begun, { l10n }: Hints): Completion[] {
  return domainTemplates(l10n).map(({ label, doc, snippet }) => ({
    ...{ label, kind: 'snippet', detail: l10n.t('whole domain'), documentation: doc, filterText: `domain ${label}` },
    ...{ insertText: behind(opened, snippet), isSnippet: true, span },
  }));
}

/** Where the parent is not ended yet. */
function endOf(parent: XmlElement, { span, opened }: Begun, { l10n }: Hints): Completion[] {
  if (parent.endTag) return [];
  const insertText = behind(opened, `</${parent.name}>`);
  return [
    {
      ...{ label: `</${parent.name}>`, kind: 'end-tag', detail: l10n.t('end of the element'), documentation: '' },
      ...{ insertText, isSnippet: false, filterText: insertText, span },
    },
  ];
}

/** Without the `<` that was typed already. */
const behind = (opened: boolean, xml: string): string => (opened ? xml.slice(1) : xml);
