import type { DiagnosticList } from '../diagnosticList.ts';
import { type Message, say } from '../message.ts';
import { attributeOf, textOf, type XmlAttribute, type XmlElement } from '../parse/xmlTree.ts';
import type {
  Attributes,
  Children,
  ChildSchema,
  ElementSchema,
  PlainSchema,
  VariantSchema,
} from '../schema/elementSchema.ts';
import type { Draft } from '../schema/elementValue.ts';
import { shown } from '../schema/valueType.ts';
import { nearestName } from './nearestName.ts';
import { occurrencesOf, requiredOf } from './required.ts';
import { contentSpan, valueSpan } from './spans.ts';

/** What is read of any element; its schema gives it a type. */
interface Read {
  readonly node: XmlElement;
  readonly attr: Record<string, unknown>;
  readonly child: Record<string, unknown>;
  text?: unknown;
}

/**
 * Reads an element by its schema. Whatever the schema does not allow becomes an error and is left out of the value:
 * without an error, nothing of the element was left out and the value is whole.
 *
 * @returns nothing when the element is of a kind that the schema does not have
 */
export function readElement<S extends ElementSchema>(
  schema: S,
  node: XmlElement,
  report: DiagnosticList,
): Draft<S> | undefined {
  const read = schema.kind === 'plain' ? readPlain(schema, node, report) : readVariant(schema, node, report);
  // The one place where a value meets the type that its schema stands for: both follow from the same schema.
  return read as Draft<S> | undefined;
}

function readVariant(schema: VariantSchema, node: XmlElement, report: DiagnosticList): Read | undefined {
  const { by, cases, otherwise, known } = schema;
  const attribute = attributeOf(node, by);
  const word = attribute?.value ?? otherwise;
  const chosen = word !== undefined && Object.hasOwn(cases, word) ? cases[word] : undefined;
  if (word !== undefined && chosen) {
    const read = readPlain(chosen, node, report, by);
    read.attr[by] = word;
    return Object.assign(read, { [by]: word });
  }
  if (!attribute || word === undefined) {
    missingAttribute(node, by, undefined, report);
    return undefined;
  }
  const words = Object.keys(cases).join(', ');
  report.error(
    'unsupported-value',
    valueSpan(attribute),
    known.includes(word)
      ? say('{0}=“{1}” is known to libvirt, but not supported here; supported: {2}.', by, word, words)
      : say('{0}=“{1}” is not supported; supported: {2}.', by, shown(word), words),
  );
  return undefined;
}

function readPlain(schema: PlainSchema, node: XmlElement, report: DiagnosticList, by?: string): Read {
  const read: Read = { node, attr: {}, child: {} };
  if (schema.opaque) return read;
  readAttributes(schema.attributes, read, report, by);
  readChildren(schema.children, read, report);
  readText(schema, read, report);
  return read;
}

function readAttributes(attributes: Attributes, { node, attr }: Read, report: DiagnosticList, by?: string): void {
  for (const attribute of node.attributes) {
    const { name } = attribute;
    if (name === by || name === 'xmlns' || name.startsWith('xmlns:')) continue;
    const schema = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (!schema) {
      refuseAttribute(attribute, node, [...Object.keys(attributes), ...(by === undefined ? [] : [by])], report);
    } else if (!Object.hasOwn(attr, name)) {
      const reading = schema.type.read(attribute.value);
      if ('value' in reading) attr[name] = reading.value;
      else report.error(reading.code, valueSpan(attribute), reading.message);
    }
  }
  for (const { name, ifMissing } of requiredOf(attributes)) {
    if (!attributeOf(node, name)) missingAttribute(node, name, ifMissing, report);
  }
}

function readChildren(children: Children, read: Read, report: DiagnosticList): void {
  const { node, child } = read;
  const { lists, needed } = occurrencesOf(children);
  for (const name of lists) child[name] = [];
  // Most elements have none.
  let seen: Set<string> | undefined;
  for (const element of node.children) {
    if (element.kind !== 'element') continue;
    seen ??= new Set();
    const { name } = element;
    const schema = Object.hasOwn(children, name) ? children[name] : undefined;
    if (!schema) {
      refuseElement(element, node, Object.keys(children), report);
    } else if (schema.occurs !== 'many' && seen.has(name)) {
      report.error('duplicate-element', element.nameSpan, say('<{0}> has only one <{1}>.', node.name, name));
    } else {
      keepChild(child, name, schema, readElement(schema.schema, element, report));
    }
    seen.add(name);
  }
  for (const { name, ifMissing } of needed) {
    if (!seen?.has(name)) missingElement(node, name, ifMissing, report);
  }
}

function keepChild(
  child: Record<string, unknown>,
  name: string,
  { occurs }: ChildSchema<ElementSchema, 'one'> | Children[string],
  value: unknown,
): void {
  if (value === undefined) return;
  const list = child[name];
  if (occurs === 'many' && Array.isArray(list)) list.push(value);
  else child[name] = value;
}

function readText({ text: schema }: PlainSchema, read: Read, report: DiagnosticList): void {
  const { node } = read;
  const text = textOf(node);
  const blank = text.trim() === '';
  if (!schema) {
    if (!blank) report.error('unsupported-text', contentSpan(node), say('<{0}> holds no text.', node.name));
    return;
  }
  if (blank && !schema.required) return;
  const reading = schema.type.read(text);
  if ('value' in reading) read.text = reading.value;
  else report.error(reading.code, contentSpan(node), reading.message);
}

/*
 * Apart from the loops, where nearly every name is known: there V8 would make what the message captures for each of them.
 */

function refuseAttribute(
  { name, nameSpan }: XmlAttribute,
  node: XmlElement,
  known: readonly string[],
  report: DiagnosticList,
): void {
  report.error('unsupported-attribute', nameSpan, () => unknownAttribute(node.name, name, known));
}

function refuseElement(
  { name, nameSpan }: XmlElement,
  parent: XmlElement,
  known: readonly string[],
  report: DiagnosticList,
): void {
  report.error('unsupported-element', nameSpan, () => unknownElement(parent.name, name, known));
}

function missingAttribute(node: XmlElement, name: string, ifMissing: string | undefined, report: DiagnosticList): void {
  // In an element that the parser had to complete, what is missing may just not have been typed yet.
  if (!node.complete) return;
  if (ifMissing) report.error('unsupported-default', node.nameSpan, { text: ifMissing, values: [node.name, name] });
  else report.error('missing-attribute', node.nameSpan, say('<{0}> needs the attribute {1}.', node.name, name));
}

function missingElement(node: XmlElement, name: string, ifMissing: string | undefined, report: DiagnosticList): void {
  if (!node.complete) return;
  if (ifMissing) report.error('unsupported-default', node.nameSpan, { text: ifMissing, values: [node.name, name] });
  else report.error('missing-element', node.nameSpan, say('<{0}> needs a <{1}>.', node.name, name));
}

function unknownAttribute(element: string, name: string, known: readonly string[]): Message {
  const nearest = nearestName(name, known);
  return nearest === undefined
    ? say('The attribute {0} of <{1}> is not supported.', name, element)
    : say('The attribute {0} of <{1}> is not supported. Is {2} meant?', name, element, nearest);
}

function unknownElement(parent: string, name: string, known: readonly string[]): Message {
  const nearest = nearestName(name, known);
  return nearest === undefined
    ? say('<{0}> in <{1}> is not supported.', name, parent)
    : say('<{0}> in <{1}> is not supported. Is {2} meant?', name, parent, nearest);
}
