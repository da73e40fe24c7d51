import { expect, test } from 'vitest';
import { ENGLISH, inWords } from '../../domain-xml/message.ts';
import { domain } from '../../domain-xml/schema/domain.ts';
import type { ElementSchema, PlainSchema } from '../../domain-xml/schema/elementSchema.ts';
import type { ValueType } from '../../domain-xml/schema/valueType.ts';

/* The schema is also what completion and hovers are made of. */

interface Entry {
  readonly path: string;
  readonly schema: PlainSchema;
}

function entries(path: string, schema: ElementSchema): Entry[] {
  if (schema.kind === 'variants') {
    return Object.entries(schema.cases).flatMap(([word, each]) => entries(`${path}[${schema.by}=${word}]`, each));
  }
  const below = Object.entries(schema.children).flatMap(([name, child]) => entries(`${path}/${name}`, child.schema));
  return [{ path, schema }, ...below];
}

const all = entries('domain', domain);

/** Every text that people see, with where it is from. */
const docs: (readonly [path: string, doc: string])[] = all.flatMap(({ path, schema }) => {
  const types: [string, ValueType<unknown>][] = Object.entries(schema.attributes).map(([name, { type }]) => [
    `${path}@${name}`,
    type,
  ]);
  if (schema.text) types.push([`${path}#text`, schema.text.type]);
  return [
    [path, schema.doc] as const,
    ...Object.entries(schema.attributes).map(([name, { doc }]) => [`${path}@${name}`, doc] as const),
    ...types.flatMap(([where, { choices }]) =>
      (choices ?? []).map(({ value, doc }) => [`${where}=${value}`, doc] as const),
    ),
  ];
});

test('everything has one line of documentation', () => {
  for (const [path, doc] of docs) expect([path, doc]).toEqual([path, expect.stringMatching(/^[^\n]{4,}[.…]$/)]);
});

test('every choice that is supported reads as itself, every other is refused as unsupported', () => {
  for (const { path, schema } of all) {
    const types = [
      ...Object.values(schema.attributes).map(({ type }) => type),
      ...(schema.text ? [schema.text.type] : []),
    ];
    for (const type of types) {
      for (const { value, supported } of type.choices ?? []) {
        const reading = type.read(value);
        expect([path, value, 'value' in reading]).toEqual([path, value, supported]);
        if (!('value' in reading)) expect(reading.code).toBe('unsupported-value');
      }
    }
  }
});

test('no secret is asked for, which every user could read on QEMU’s command line', () => {
  const names = all.flatMap(({ path, schema }) => [path, ...Object.keys(schema.attributes)]);
  expect(names).toContain('autoport');
  expect(names.filter((name) => /pass(wd|word|phrase)|secret|auth/i.test(name))).toEqual([]);
});

test('the supported subset', () => {
  const lines = all.map(({ path, schema }) => {
    const attributes = Object.entries(schema.attributes).map(([name, { required }]) => (required ? name : `${name}?`));
    const text = schema.text ? [`“${inWords(schema.text.type.label, ENGLISH)}”`] : [];
    return [path, ...attributes, ...text].join(' ');
  });
  expect(`\n${lines.join('\n')}\n`).toMatchSnapshot();
});
