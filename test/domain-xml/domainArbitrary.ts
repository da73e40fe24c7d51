import fc from 'fast-check';
import { domain } from '../../domain-xml/schema/domain.ts';
import type { AttributeSchema, Children, ElementSchema, PlainSchema } from '../../domain-xml/schema/elementSchema.ts';
import { escapeAttribute } from '../../domain-xml/textEdit.ts';

/*
 * Texts that the schema itself suggests: every element and attribute that it has, with values that fit and some that do
 * not. Built from a stream of numbers, so that fast-check shrinks them.
 */

const VALUES = [
  '0',
  '1',
  '2',
  '7',
  '0x5',
  '5900',
  '/dev/null',
  '/a',
  'a',
  'ua-x',
  'vda',
  'sda',
  'hda',
  'hdb',
  'yes',
  'on',
];
const OTHERS = [
  '',
  '-1',
  'x',
  '99999',
  'KiB',
  '52:54:00:00:00:01',
  'c7a5fdbd-edaf-9455-926a-d65c16db1809',
  'pc',
  'q35',
];

class Choices {
  readonly #numbers: readonly number[];
  #at = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A number below `n`; 0 once the numbers are used up, which ends every list. */
  next(n: number): number {
    return (this.#numbers[this.#at++] ?? 0) % n;
  }

  of<T>(list: readonly T[]): T | undefined {
    return list[this.next(list.length)];
  }
}

export const domainArbitrary: fc.Arbitrary<string> = fc
  .array(fc.nat(1 << 16), { maxLength: 120 })
  .map((numbers) => element('domain', domain, new Choices(numbers)));

function element(name: string, schema: ElementSchema, choices: Choices): string {
  if (schema.kind === 'plain') return plain(name, schema, choices, '');
  const word = choices.of(Object.keys(schema.cases)) ?? '';
  const chosen = schema.cases[word];
  return chosen ? plain(name, chosen, choices, ` ${schema.by}='${word}'`) : '';
}

function plain(name: string, { attributes, children, text }: PlainSchema, choices: Choices, by: string): string {
  const written = Object.entries(attributes).map(([key, schema]) => attribute(key, schema, choices));
  const content = text
    ? value(
        text.type.choices?.map((choice) => choice.value),
        choices,
      )
    : childrenText(children, choices);
  return `<${name}${by}${written.join('')}>${content}</${name}>`;
}

function attribute(name: string, { type, required }: AttributeSchema<unknown, boolean>, choices: Choices): string {
  const wanted = required ? choices.next(16) !== 15 : choices.next(3) === 1;
  if (!wanted) return '';
  const text = value(
    type.choices?.filter(({ supported }) => supported).map((choice) => choice.value),
    choices,
  );
  return ` ${name}='${escapeAttribute(text)}'`;
}

function value(words: readonly string[] | undefined, choices: Choices): string {
  if (words && choices.next(16) !== 15) return choices.of(words) ?? '';
  return choices.of(choices.next(4) === 3 ? OTHERS : VALUES) ?? '';
}

function childrenText(children: Children, choices: Choices): string {
  return Object.entries(children)
    .flatMap(([name, { schema, occurs }]) => {
      const count = occurs === 'one' ? 1 : choices.next(occurs === 'many' ? 3 : 2);
      return Array.from({ length: count }, () => element(name, schema, choices));
    })
    .join('\n');
}
