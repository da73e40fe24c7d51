import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const FOLDER = new URL('../../webview/', import.meta.url);
const SHEETS = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.css'));

const declarations = (name: string): [string, string][] =>
  [...readFileSync(new URL(name, FOLDER), 'utf8').matchAll(/^\s*([\w-]+):\s*([^;{}]+);/gm)].map(
    ([, property = '', value = '']) => [property, value.replace(/\s+/g, ' ')],
  );

/** Everything of a value but lengths, styles of lines, and colours that are the theme's or nobody's. */
const ownColours = (value: string): string => {
  let rest = value.replace(/\b(\d+px|0|solid|dashed|none|inherit|transparent)\b/g, '');
  // From within: a token may have another one as its substitute.
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replace(/var\(--vscode-[\w-]+(, *)?\)/g, '');
  }
  return rest.trim();
};

test('there are sheets', () => {
  expect(SHEETS).toEqual(expect.arrayContaining(['controls.css', 'privateDev/page.css', 'screen/screen.css']));
});

test.each(SHEETS)('%s takes every colour from the theme', (name) => {
  const coloured = declarations(name).filter(
    ([property]) =>
      /^(color|fill|stroke|outline|background|border)(-color)?$/.test(property) ||
      /^(border-(top|right|bottom|left)|(box|text)-shadow|--.+)$/.test(property),
  );
  expect(coloured.length).toBeGreaterThan(0);
  expect(coloured.filter(([, value]) => ownColours(value) !== '')).toEqual([]);
});

test.each(SHEETS)('%s moves nothing', (name) => {
  expect(declarations(name).filter(([property]) => /^(animation|transition|scroll-behavior)/.test(property))).toEqual(
    [],
  );
});
