import { describe, expect, test } from 'vitest';
import { manPage } from '../../../../agent/cli/manual/manPage.ts';
import { markdownManual } from '../../../../agent/cli/manual/markdownManual.ts';
import { SHOWN_VERBS } from '../../../../agent/cli/verbs.ts';

test('docs/commands.md is the manual', async () => {
  await expect(`${markdownManual()}\n`).toMatchFileSnapshot('../../../../docs/commands.md');
});

describe('the manual page', () => {
  const lines = manPage().split('\n');

  test('has each verb with its summary', () => {
    for (const [name, { summary }] of SHOWN_VERBS) {
      const at = lines.findIndex((line) => line.startsWith(`.SS "${name.replaceAll('-', '\\-')}`));
      const [first = '', ...rest] = summary.replaceAll('-', '\\-').replaceAll('…', '...');
      expect(lines[at + 1], name).toBe(`${first.toUpperCase()}${rest.join('')}.`);
    }
  });

  test('has no macro but its own', () => {
    const macros = new Set(lines.filter((line) => /^[.']/.test(line)).map((line) => line.split(' ')[0]));
    expect([...macros].sort()).toEqual(['.B', '.PP', '.SH', '.SS', '.TH', '.TP']);
  });

  test('shows what is typed in bold, and no backtick', () => {
    expect(manPage()).toContain('otherwise \\fB$VIRTCELL_SOCKET\\fR');
    expect(manPage()).not.toContain('`');
  });
});

test('every reading or changing verb takes --json', () => {
  const without = [...SHOWN_VERBS].filter(([, { options }]) => !('json' in options)).map(([name]) => name);
  expect(without).toEqual(['console', 'shell', 'agent run', 'completion', 'help']);
});
