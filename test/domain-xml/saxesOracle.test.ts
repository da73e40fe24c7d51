import { SaxesParser } from 'saxes';
import { expect, test } from 'vitest';
import { parseXml } from '../../domain-xml/parse/parseXml.ts';
import type { XmlNode } from '../../domain-xml/parse/xmlTree.ts';
import { fc, runs } from '../properties.ts';
import { mutated, wellFormed } from './xmlArbitrary.ts';

/* saxes is a strict parser of another make: what it says of a document, ours has to say too. */

interface Verdict {
  readonly events: readonly string[];
  readonly errors: readonly string[];
}

function saxes(text: string): Verdict {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const events: string[] = [];
  const errors: string[] = [];
  parser.on('error', (error) => errors.push(error.message));
  let depth = 0;
  parser.on('opentag', ({ name, attributes }) => {
    depth++;
    events.push(`<${name} ${JSON.stringify(attributes)}`);
  });
  parser.on('closetag', ({ name }) => {
    depth--;
    events.push(`</${name}`);
  });
  parser.on('text', (value) => {
    // White space beside the root says nothing.
    if (depth > 0) events.push(`text ${JSON.stringify(value)}`);
  });
  parser.on('cdata', (value) => events.push(`cdata ${JSON.stringify(value)}`));
  parser.on('comment', (value) => events.push(`comment ${JSON.stringify(value)}`));
  parser.on('processinginstruction', ({ target, body }) => events.push(`pi ${target} ${JSON.stringify(body)}`));
  try {
    parser.write(text).close();
  } catch (error) {
    errors.push(String(error));
  }
  return { events, errors };
}

function ours(text: string): Verdict {
  const { children, problems } = parseXml(text);
  // saxes says nothing of the declaration.
  const top = children.filter(
    (node) => node.kind !== 'text' && !(node.kind === 'instruction' && node.target === 'xml'),
  );
  return { events: top.flatMap(eventsOf), errors: problems.map(({ code }) => code) };
}

function eventsOf(node: XmlNode): string[] {
  switch (node.kind) {
    case 'element': {
      const attributes = Object.fromEntries(node.attributes.map(({ name, value }) => [name, value]));
      return [`<${node.name} ${JSON.stringify(attributes)}`, ...node.children.flatMap(eventsOf), `</${node.name}`];
    }
    case 'instruction':
      return [`pi ${node.target} ${JSON.stringify(node.value)}`];
    default:
      return [`${node.kind} ${JSON.stringify(node.value)}`];
  }
}

/** Where saxes is laxer or stricter on purpose of its own. */
function known(text: string): boolean {
  // We take XML 1.0 only, and no document types. saxes trusts that surrogates come in pairs, and takes a ? in the target of an instruction, against XML 1.0 §2.6.
  return /1\.1|<!DOCTYPE|<\?[^\s?>]*\?[^>]|\p{Cs}/u.test(text);
}

test('well-formed documents have no problems and the same tree', () => {
  fc.assert(
    fc.property(wellFormed, (text) => {
      const expected = saxes(text);
      expect(expected.errors).toEqual([]);
      expect(ours(text)).toEqual(expected);
    }),
    { numRuns: runs(2000) },
  );
});

test('mutated documents are well-formed here when they are there', () => {
  fc.assert(
    fc.property(mutated, (text) => {
      fc.pre(!known(text));
      const expected = saxes(text);
      const actual = ours(text);
      expect({ text, wellFormed: actual.errors.length === 0, why: [actual.errors, expected.errors] }).toMatchObject({
        wellFormed: expected.errors.length === 0,
      });
      if (expected.errors.length === 0) expect(actual.events).toEqual(expected.events);
    }),
    { numRuns: runs(10_000) },
  );
});
