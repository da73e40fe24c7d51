import { addChildren, insertAfter, insertBefore } from '../elementEdits.ts';
import { childElements, type XmlDocument, type XmlElement } from '../parse/xmlTree.ts';
import type { ElementSchema, PlainSchema } from '../schema/elementSchema.ts';
import type { ValueType } from '../schema/valueType.ts';
import { escapeAttribute, type TextEdit } from '../textEdit.ts';
import { shapeOf } from './schemaOf.ts';

/** The least that an element of that schema is: what it has to have, empty where only its author knows. */
export function newElement(name: string, schema: ElementSchema): string {
  if (schema.kind === 'plain') return written(name, schema, '');
  const word = schema.otherwise ?? Object.keys(schema.cases)[0] ?? '';
  const shape = schema.cases[word];
  return shape ? written(name, shape, ` ${schema.by}='${escapeAttribute(word)}'`) : `<${name}/>`;
}

function written(name: string, { attributes, children, text }: PlainSchema, by: string): string {
  const required = Object.entries(attributes).filter((entry) => entry[1].required);
  const tag = required.map(([key, { type }]) => ` ${key}='${escapeAttribute(exampleOf(type))}'`).join('');
  const inner = Object.entries(children)
    .filter(([, { occurs }]) => occurs === 'one')
    .map(([key, { schema }]) => newElement(key, schema))
    .join('');
  const content = text?.required ? escapeAttribute(exampleOf(text.type)) : inner;
  return content === '' && !text?.required ? `<${name}${by}${tag}/>` : `<${name}${by}${tag}>${content}</${name}>`;
}

/** The first of its values, where they are few. Of any other type nothing is made up. */
export const exampleOf = ({ choices }: ValueType<unknown>): string =>
  choices?.find(({ supported }) => supported)?.value ?? '';

/** Adds a child where the schema has it: behind those that come before it there. */
export function newChild(document: XmlDocument, parent: XmlElement, name: string, xml: string): TextEdit[] {
  const order = Object.keys(shapeOf(parent)?.children ?? {});
  const present = childElements(parent);
  const [first] = present;
  if (!first) return addChildren(document, parent, { last: [xml] });
  const position = order.indexOf(name);
  const before = present.findLast((child) => order.indexOf(child.name) <= position);
  return [before ? insertAfter(document, before, xml) : insertBefore(document, first, xml)];
}
