import { inWords, type Words } from '../message.ts';
import { attributeOf, textOf, textSpan, type XmlDocument, type XmlElement } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';
import type { ValueType } from '../schema/valueType.ts';
import { type AddedNode, nodesMarkdown, nodesOf } from './addedNodes.ts';
import { cursorContext } from './cursorContext.ts';
import { codeMarkdown, plainMarkdown } from './markdown.ts';
import { type SchemaHere, schemaAt } from './schemaAt.ts';

/** Something of the document that can be told about. */
export interface HoverSubject {
  readonly element: XmlElement;
  readonly span: Span;
  readonly here: SchemaHere;
  /** The attribute, when the cursor is on one. */
  readonly attribute?: string;
  /** On a value, not on a name. */
  readonly value?: string;
}

/** What the cursor is on, where the table knows it. */
export function hoverSubject(document: XmlDocument, offset: number): HoverSubject | undefined {
  const cursor = cursorContext(document, offset);
  const element = cursor && ('element' in cursor ? cursor.element : cursor.parent);
  const here = element && schemaAt(element);
  if (!here) return undefined;
  const { span } = cursor;
  switch (cursor.kind) {
    case 'tag-name':
    case 'end-tag':
      return { element, here, span };
    case 'attribute-name':
    case 'attribute-value': {
      const attribute = cursor.attribute?.name;
      if (attribute === undefined || !Object.hasOwn(here.attributes, attribute)) return undefined;
      const value = cursor.kind === 'attribute-value' ? attributeOf(element, attribute)?.value : undefined;
      return { element, here, span, attribute, ...(value === undefined ? {} : { value }) };
    }
    case 'content': {
      const text = textSpan(element);
      const isOnText = here.decided?.text && text.start <= offset && offset <= text.end && text.start < text.end;
      return isOnText ? { element, here, span: text, value: textOf(element).trim() } : undefined;
    }
  }
}

/** What is told of it, in Markdown: paragraphs. */
export function hoverMarkdown(
  document: XmlDocument,
  subject: HoverSubject,
  nodes: readonly AddedNode[],
  l10n: Words,
): string[] {
  const { element } = subject;
  return [...documentation(subject, l10n), ...nodesMarkdown(nodesOf(document, element, nodes), l10n)];
}

function documentation({ element, here, attribute, value }: HoverSubject, l10n: Words): string[] {
  const required = (is: boolean): string[] => (is ? [l10n.t('required')] : []);
  const schema = attribute === undefined ? undefined : here.attributes[attribute];
  if (attribute !== undefined && schema) {
    const heading = [codeMarkdown(attribute), ...required(schema.required), ...said(schema.type, l10n)];
    return [heading.join(' · '), plainMarkdown(inWords(schema.doc, l10n)), ...values(schema.type, value, l10n)];
  }
  const tag = codeMarkdown(`<${element.name}>`);
  const text = here.decided?.text;
  if (value !== undefined && text) {
    return [[tag, ...said(text.type, l10n)].join(' · '), docOf(here, l10n), ...values(text.type, value, l10n)];
  }
  return [[tag, ...required(here.required)].join(' · '), docOf(here, l10n), ...parts(here, l10n)];
}

/** Of an element with cases, the general line and the one of its case. */
function docOf({ schema, decided }: SchemaHere, l10n: Words): string {
  const lines = decided && decided.doc !== schema.doc ? [schema.doc, decided.doc] : [schema.doc];
  return plainMarkdown(lines.map((line) => inWords(line, l10n)).join(' '));
}

/** Choices follow one by one. */
const said = ({ label, choices }: ValueType<unknown>, l10n: Words): string[] =>
  choices ? [] : [plainMarkdown(inWords(label, l10n))];

/** The choice that was made, or all there are. */
function values({ choices = [] }: ValueType<unknown>, value: string | undefined, l10n: Words): string[] {
  const chosen = choices.filter((choice) => choice.value === value);
  const shown = chosen.length > 0 ? chosen : choices.filter(({ supported }) => supported);
  if (shown.length === 0) return [];
  const lines = shown.map(({ value, doc }) => `- ${codeMarkdown(value)}: ${plainMarkdown(inWords(doc, l10n))}`);
  return [lines.join('\n')];
}

/** What an element has and holds, by name. */
function parts({ attributes, decided }: SchemaHere, l10n: Words): string[] {
  const names = Object.entries(attributes).map(([name, { required }]) => needed(codeMarkdown(name), required, l10n));
  const elements = Object.entries(decided?.children ?? {}).map(([name, { occurs }]) =>
    needed(codeMarkdown(`<${name}>`), occurs === 'one', l10n),
  );
  return [
    ...(names.length > 0 ? [l10n.t('Attributes: {0}', names.join(', '))] : []),
    ...(elements.length > 0 ? [l10n.t('Elements: {0}', elements.join(', '))] : []),
    ...(decided?.text ? [l10n.t('Text: {0}', plainMarkdown(inWords(decided.text.type.label, l10n)))] : []),
  ];
}

const needed = (name: string, required: boolean, l10n: Words): string =>
  required ? `${name} (${l10n.t('required')})` : name;
