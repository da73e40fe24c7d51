import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, expect, test, vi } from 'vitest';

const shown: unknown[][] = [];
vi.mock('vscode', () => {
  const show = (...words: unknown[]): Promise<unknown> => {
    shown.push(words);
    return Promise.resolve(words.at(-1));
  };
  return { window: { showInformationMessage: show, showWarningMessage: show, showErrorMessage: show } };
});
const { failure, notice, warning, withoutLinks } = await import('../../extension/notices.ts');
beforeEach(() => void shown.splice(0));

/** What the editor makes a link of, vs/base/common/linkedText. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

test.each([
  '[x](command:workbench.action.terminal.new)',
  'qemu: [Click](https://example.org "here")',
  'see [a](file:///etc/passwd)',
])('%s is shown as the words that it is, and is no link', async (text) => {
  expect(LINK.test(text)).toBe(true);
  expect(withoutLinks(text).replaceAll('\u200b', '')).toBe(text);
  for (const show of [notice, warning, failure]) expect(await show(text, 'Show Log')).toBe('Show Log');
  expect(shown).toHaveLength(3);
  for (const [words] of shown) expect(LINK.test(String(words))).toBe(false);
});

test('other words stay as they are', () => {
  const text = 'The domain [a] (of b) is “on”: /dev/vda[1](x';
  expect(withoutLinks(text).replaceAll('\u200b', '')).toBe(text);
  expect(withoutLinks('[a] (b)')).toBe('[a] (b)');
});

test('no notification is made in another way', () => {
  const folder = new URL('../../extension/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const calls = files.flatMap((file) =>
    [...readFileSync(new URL(file, folder), 'utf8').matchAll(/show(Information|Warning|Error)Message\((.*)/g)].map(
      ([, , words]) => `${file}: ${words}`,
    ),
  );
  // A question that is modal is shown as plain words.
  const modal = calls.filter((call) => call.includes('modal: true'));
  expect(modal).toHaveLength(1);
  expect(calls.filter((call) => !modal.includes(call) && !call.startsWith('notices.ts'))).toEqual([]);
});
