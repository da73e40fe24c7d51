import { domain } from '../../domain-xml/schema/domain.ts';
import type { AttributeSchema, Children, ElementSchema, PlainSchema } from '../../domain-xml/schema/elementSchema.ts';
import type { ValueType } from '../../domain-xml/schema/valueType.ts';
import { escapeAttribute } from '../../domain-xml/textEdit.ts';
import { fc } from '../properties.ts';

/*
 * Texts that the schema itself suggests: every element and attribute that it has, with values that fit and some that do
 * not. Built from a stream of numbers, so that fast-check shrinks them.
 */

const VALUES = [
  '1',
  '0',
  '2',
  '5900',
  '/dev/null',
  '/a',
  'a',
  'ua-x',
  'vda',
  'vdb',
  'sda',
  'sdh',
  'hda',
  'hdb',
  'pc',
  'q35',
];
const SPECIAL = ['52:54:00:00:00:01', 'c7a5fdbd-edaf-9455-926a-d65c16db1809', '::1', 'qemu64', '0x5', ' 7 ', 'org.a.0'];
const WRONG = ['', '-1', 'x', '99999', 'KiB', '../a', '<&>', 'none'];

/** How many of an element there are; devices are what most rules are about. */
const COUNTS = { optional: [0, 0, 0, 0, 1], many: [0, 0, 0, 0, 1, 1, 2] };

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
  .array(fc.nat(1 << 16), { minLength: 60, maxLength: 200, size: 'max' })
  .map((numbers) => element('domain', domain, new Choices(numbers)));

function element(name: string, schema: ElementSchema, choices: Choices): string {
  if (schema.kind === 'plain') return plain(name, schema, choices, '');
  const word = choices.of(Object.keys(schema.cases)) ?? '';
  const chosen = schema.cases[word];
  return chosen ? plain(name, chosen, choices, ` ${schema.by}='${word}'`) : '';
}

function plain(name: string, { attributes, children, text }: PlainSchema, choices: Choices, by: string): string {
  const written = Object.entries(attributes).map(([key, schema]) => attribute(key, schema, choices));
  const content = text ? escapeAttribute(value(text.type, choices)) : childrenText(children, choices);
  return `<${name}${by}${written.join('')}>${content}</${name}>`;
}

function attribute(name: string, { type, required }: AttributeSchema<unknown, boolean>, choices: Choices): string {
  const wanted = required ? choices.next(256) !== 255 : choices.next(5) === 4;
  return wanted ? ` ${name}='${escapeAttribute(value(type, choices))}'` : '';
}

/** Mostly a value that the type takes: of those, the first is as likely as all others. */
function value(type: ValueType<unknown>, choices: Choices): string {
  if (choices.next(256) === 255) return choices.of(WRONG) ?? '';
  const all = type.choices?.map((choice) => choice.value) ?? [...VALUES, ...SPECIAL];
  const fitting = all.filter((text) => 'value' in type.read(text));
  return (choices.next(2) === 0 ? fitting[0] : choices.of(fitting)) ?? '';
}

function childrenText(children: Children, choices: Choices): string {
  return Object.entries(children)
    .flatMap(([name, { schema, occurs }]) => {
      const count = occurs === 'one' || name === 'devices' ? 1 : (choices.of(COUNTS[occurs]) ?? 0);
      return Array.from({ length: count }, () => element(name, schema, choices));
    })
    .join('\n');
}
