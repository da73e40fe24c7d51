import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { l10nStrings, messageStrings } from '../../scripts/strings/l10nStrings.mjs';
import { manifestProblems } from '../../scripts/strings/manifestKeys.mjs';
import { schemaTable, tableStrings } from '../../scripts/strings/tableStrings.mjs';

const strings = (source: string): string[] => l10nStrings(source, 'a.ts');

test('what the extension says and what there is to translate are the same', () => {
  expect(execFileSync(process.execPath, ['scripts/strings.mjs'], { encoding: 'utf8' })).toMatch(/^\d+ strings/);
});

describe('the strings of a source', () => {
  test.each([
    ["l10n.t('one')", ['one']],
    ['vscode.l10n.t(\n  "it\'s",\n  name,\n)', ["it's"]],
    ["l10n.t('it\\'s {0}', f('x'))", ["it's {0}"]],
    ['l10n.t(`plain`)', ['plain']],
    [`\`\${n} ' \${l10n.t('inside')} \${\`\${l10n.t('deeper')}\`}\``, ['inside', 'deeper']],
    ["[l10n.t('a'), cond ? l10n.t('b') : l10n.t('a', l10n.t('c'))]", ['a', 'b', 'a', 'c']],
    ["// l10n.t('no')\n/* l10n.t('no') */ const s = \"l10n.t('no')\";", []],
    ["x.replace(/[\"'`]/g, '') + l10n.t('after')", ['after']],
    ["a / 2 + l10n.t('x') / 2", ['x']],
    ["const { t } = other; t('no')", []],
  ])('%s', (source, found) => expect(strings(source)).toEqual(found));

  test.each([
    ['l10n.t(text)', 'takes a literal'],
    ["l10n.t('a' + b)", 'one whole literal'],
    [`l10n.t(\`a \${b}\`)`, 'one whole literal'],
    ['const say = l10n.t;', 'by its whole name'],
    ["l10n['t']('a')", 'by its whole name'],
    ['const { t } = vscode.l10n;', 'by its whole name'],
    ["const a = 'no end", 'a literal without an end'],
  ])('%s cannot be translated', (source, words) => expect(() => strings(source)).toThrow(words));

  test('are placed where they fail', () => {
    expect(() => strings("const a = 1;\n\nl10n.t('a' + b)")).toThrow('a.ts:3');
  });
});

describe('what is said without an editor', () => {
  test('is found by its literals', () => {
    const source = "report(say('one {0}', a), b ? say(`two`) : say(\n'three',\n))";
    expect(messageStrings(source, 'a.ts')).toEqual(['one {0}', 'two', 'three']);
    expect(messageStrings("import { say } from 'x'; says('no'); const essay = ('no')", 'a.ts')).toEqual([]);
  });

  test.each([
    ['say(text)', 'takes a literal'],
    ["say('a' + b)", 'one whole literal'],
    [`say(\`a \${b}\`)`, 'one whole literal'],
    ['const tell = say;', 'by its whole name'],
    ["import { say as tell } from '../message.ts';", 'by its whole name'],
  ])('%s cannot be translated', (source, words) => expect(() => messageStrings(source, 'a.ts')).toThrow(words));
});

describe('the schema’s table', () => {
  test('is asked for all that it says', async () => {
    const strings = tableStrings(await schemaTable(process.cwd()));
    for (const one of [
      'A hard disk or CD-ROM drive.',
      'A hard disk.',
      'a UUID',
      'a whole number from {0} to {1}',
      '“{0}” is not the name of a CPU model.',
      '<{0}> needs the attribute {1}: libvirt finds a free port, Virtcell does not.',
      'The kind, which decides what else the element has.',
      'libvirt has this; Virtcell does not support it.',
    ])
      expect(strings).toContain(one);
    expect(strings).not.toContain('virtio');
  });

  test('may not say it where nobody looks', () => {
    expect(tableStrings({ doc: 'A.', type: { choices: [{ value: 'b', doc: 'C.' }] }, known: ['d'] })).toEqual([
      'A.',
      'C.',
    ]);
    expect(() => tableStrings({ child: { remark: 'A.' } })).toThrow('remark');
  });
});

test('of a manifest missing and unused keys are named', () => {
  expect(manifestProblems('{"a":"%a%","b":"50% of it"}', { a: 'A', c: 'C' })).toEqual([
    'nobody asks for c of package.nls.json',
  ]);
  expect(manifestProblems('{"a":"%a%"}', {})).toEqual(['package.nls.json has no a']);
});
