import type { Attributes, Children, ElementSchema, PlainSchema, Text } from '../schema/elementSchema.ts';
import type { ValueType } from '../schema/valueType.ts';
import { choice, literal } from './snippetText.ts';

export type Quote = "'" | '"';

/** An element with all that it must have, as the table says it. */
export function elementSnippet(name: string, schema: ElementSchema, quote: Quote): string {
  return new Snippet(quote).element(name, schema, '');
}

/** `name='…'`, with the stop in the value. */
export function attributeSnippet(name: string, type: ValueType<unknown>, quote: Quote): string {
  const choices = supported(type);
  return `${name}=${quote}${choices.length === 1 ? literal(choices[0] ?? '') : '$1'}${quote}`;
}

/** What every element of a kind has to have, whichever case of it is chosen. */
interface Shape {
  readonly attributes: Attributes;
  readonly children: Children;
  readonly text: Text;
  /** Whether more is to be put in, which only the chosen case says. */
  readonly isOpen: boolean;
}

class Snippet {
  readonly #quote: Quote;
  #stops = 0;

  constructor(quote: Quote) {
    this.#quote = quote;
  }

  element(name: string, schema: ElementSchema, indent: string): string {
    const { attributes, children, text, isOpen } = shapeOf(schema);
    const needed = Object.entries(attributes).filter(([, attribute]) => attribute.required);
    const start = `${indent}<${name}${needed.map(([each, { type }]) => this.#attribute(each, type)).join('')}`;
    if (text) return `${start}>${this.#value(text.type)}</${name}>`;
    const within = Object.entries(children)
      .filter(([, { occurs }]) => occurs === 'one')
      .map(([child, each]) => this.element(child, each.schema, `${indent}\t`));
    if (within.length > 0) return `${start}>\n${within.join('\n')}\n${indent}</${name}>`;
    return isOpen ? `${start}>\n${indent}\t$${++this.#stops}\n${indent}</${name}>` : `${start}/>`;
  }

  #attribute(name: string, type: ValueType<unknown>): string {
    return ` ${name}=${this.#quote}${this.#value(type)}${this.#quote}`;
  }

  #value(type: ValueType<unknown>): string {
    const choices = supported(type);
    if (choices.length === 1) return literal(choices[0] ?? '');
    const stop = ++this.#stops;
    return choices.length === 0 ? `$${stop}` : choice(stop, choices);
  }
}

function shapeOf(schema: ElementSchema): Shape {
  if (schema.kind === 'plain') {
    const isOpen = Object.keys(schema.children).length > 0 && !Object.values(schema.attributes).some(isRequired);
    return { ...schema, isOpen };
  }
  const cases = Object.values(schema.cases);
  return {
    attributes: { [schema.by]: { ...schema.deciding, required: true }, ...commonAttributes(cases) },
    children: commonChildren(cases),
    text: undefined,
    isOpen: cases.some(({ children }) => Object.values(children).some(({ occurs }) => occurs === 'one')),
  };
}

const isRequired = ({ required }: { readonly required: boolean }): boolean => required;

/* What is the same in every case. */

const commonAttributes = ([first, ...others]: readonly PlainSchema[]): Attributes =>
  Object.fromEntries(
    Object.entries(first?.attributes ?? {}).filter(([name, attribute]) =>
      others.every(({ attributes }) => attributes[name] === attribute),
    ),
  );

const commonChildren = ([first, ...others]: readonly PlainSchema[]): Children =>
  Object.fromEntries(
    Object.entries(first?.children ?? {}).filter(([name, { schema }]) =>
      others.every(({ children }) => children[name]?.schema === schema),
    ),
  );

export const supported = ({ choices = [] }: ValueType<unknown>): string[] =>
  choices.flatMap(({ value, supported }) => (supported ? [value] : []));
