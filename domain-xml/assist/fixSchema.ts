import { nearestName } from '../check/nearestName.ts';
import { valueSpan } from '../check/spans.ts';
import { attributeOf, childElements, textOf, type XmlAttribute, type XmlElement } from '../parse/xmlTree.ts';
import type { Span } from '../position.ts';
import type { ValueType } from '../schema/valueType.ts';
import { allElements, elementAt } from './elementAt.ts';
import {
  addAttribute,
  changeTo,
  type Fix,
  insertion,
  type Place,
  removeAttribute,
  removeElement,
  rename,
} from './fix.ts';
import { exampleOf, newChild, newElement } from './newElement.ts';
import { schemaOf, shapeOf } from './schemaOf.ts';

/* What makes a text fit the schema. Nothing here knows an element by name: what the table gains, has its fixes. */

/** More would hide the rest. */
const MOST = 6;

/** The element whose name stands there, in its start tag. */
const namedThere = ({ document, span }: Place): XmlElement | undefined =>
  allElements(document.children).find(({ nameSpan }) => nameSpan.start === span.start && nameSpan.end === span.end);

export function otherElement(place: Place): Fix[] {
  const element = namedThere(place);
  if (!element?.parent) return [];
  const known = Object.keys(shapeOf(element.parent)?.children ?? {});
  // One that is known is one too many.
  const meant = known.includes(element.name) ? undefined : nearestName(element.name, known);
  return [...(meant === undefined ? [] : [rename(element, meant)]), ...removeElement(place.document, element)];
}

export function removeThatElement(place: Place): Fix[] {
  const element = namedThere(place);
  return element ? removeElement(place.document, element) : [];
}

/** What the host's administrator does anyway: an element, or an attribute by its value. */
export function removeWhatIsThere(place: Place): Fix[] {
  const element = elementAt(place.document, place.span.start);
  const attribute = element?.attributes.find((one) => valueSpan(one).start === place.span.start);
  return element && attribute ? [removeAttribute(element, attribute)] : removeThatElement(place);
}

export function otherAttribute({ document, span }: Place): Fix[] {
  const found = attributeThere({ document, span });
  if (!found) return [];
  const { element, attribute } = found;
  const absent = attributesOf(element).filter((name) => !attributeOf(element, name));
  const meant = nearestName(attribute.name, absent);
  return [...(meant === undefined ? [] : [changeTo(attribute.nameSpan, meant)]), removeAttribute(element, attribute)];
}

export function removeThatAttribute(place: Place): Fix[] {
  const found = attributeThere(place);
  return found ? [{ ...removeAttribute(found.element, found.attribute), preferred: true }] : [];
}

function attributeThere({ document, span }: Place): { element: XmlElement; attribute: XmlAttribute } | undefined {
  const element = elementAt(document, span.start);
  const attribute = element?.attributes.find(({ nameSpan }) => nameSpan.start === span.start);
  return element && attribute && { element, attribute };
}

function attributesOf(element: XmlElement): string[] {
  const schema = schemaOf(element);
  const by = schema?.kind === 'variants' ? [schema.by] : [];
  return [...by, ...Object.keys(shapeOf(element)?.attributes ?? {})];
}

/** A value that is none of those that there are: what it may be, the likeliest first. */
export function otherValue({ document, span }: Place): Fix[] {
  const element = elementAt(document, span.start);
  if (!element) return [];
  const attribute = element.attributes.find((one) => valueSpan(one).start === span.start);
  if (attribute) return otherAttributeValue(element, attribute);
  // Where no text is, the name stands for it.
  if (textOf(element).trim() === '') return addText({ document, span });
  const type = shapeOf(element)?.text?.type;
  return type ? changes(span, textOf(element).trim(), type) : [];
}

function otherAttributeValue(element: XmlElement, attribute: XmlAttribute): Fix[] {
  const { name, value } = attribute;
  const schema = schemaOf(element);
  const span = attribute.valueSpan;
  if (schema?.kind === 'variants' && schema.by === name) {
    if (Object.hasOwn(schema.cases, value)) return [];
    const removal = schema.otherwise === undefined ? [] : [removeAttribute(element, attribute)];
    return [...(span ? choicesFor(span, value, Object.keys(schema.cases)) : []), ...removal];
  }
  const attributes = shapeOf(element)?.attributes ?? {};
  const known = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  if (!known || 'value' in known.type.read(value)) return [];
  return [
    ...(span ? changes(span, value, known.type) : []),
    ...(known.required ? [] : [removeAttribute(element, attribute)]),
  ];
}

function changes(span: Span, value: string, type: ValueType<unknown>): Fix[] {
  // What the schema takes is wrong for another reason, which is not known here.
  if ('value' in type.read(value)) return [];
  const supported = type.choices?.filter((choice) => choice.supported) ?? [];
  return choicesFor(
    span,
    value,
    supported.map((choice) => choice.value),
  );
}

function choicesFor(span: Span, value: string, choices: readonly string[]): Fix[] {
  const meant = choices.length === 1 ? choices[0] : nearestName(value, choices);
  const first = meant === undefined ? [] : [meant];
  const inOrder = [...first, ...choices.filter((choice) => choice !== meant)];
  return inOrder.slice(0, MOST).map((choice) => changeTo(span, choice, choice === meant));
}

/** The attributes and elements that an element has to have and has not. */
export function addMissing(place: Place): Fix[] {
  const element = namedThere(place);
  const schema = element && schemaOf(element);
  if (!element || !schema) return [];
  const shape = shapeOf(element);
  if (!shape) {
    if (schema.kind !== 'variants') return [];
    const cases = Object.keys(schema.cases).slice(0, MOST);
    return cases.flatMap((word) => addAttribute(element, schema.by, word, cases.length === 1));
  }
  const attributes = Object.entries(shape.attributes).filter(([, { required }]) => required);
  const children = Object.entries(shape.children).filter(
    ([name, { occurs }]) => occurs === 'one' && !has(element, name),
  );
  const missing = [
    ...attributes.flatMap(([name, { type }]) => addAttribute(element, name, exampleOf(type), true)),
    ...children.flatMap(([name, { schema }]) => addElement(place, element, name, newElement(name, schema))),
  ];
  // What is missing by a rule beyond the schema is where a device's bytes come from.
  const source = shape.children.source?.schema;
  const needsSource = missing.length === 0 && source !== undefined && !has(element, 'source');
  return needsSource ? addElement(place, element, 'source', newElement('source', source)) : missing;
}

const has = (element: XmlElement, name: string): boolean => childElements(element).some((child) => child.name === name);

const addElement = ({ document }: Place, parent: XmlElement, name: string, xml: string): Fix[] => [
  { id: 'add-element', name, edits: newChild(document, parent, name, xml), preferred: true },
];

/** Where there are a few words to choose from. */
export function addText(place: Place): Fix[] {
  const element = namedThere(place);
  const choices = (element && shapeOf(element)?.text?.type.choices?.filter(({ supported }) => supported)) ?? [];
  if (!element?.endTag) return [];
  const { end } = element.startTag;
  return choices.slice(0, MOST).map(({ value }) => insertion(end, value, choices.length === 1));
}
