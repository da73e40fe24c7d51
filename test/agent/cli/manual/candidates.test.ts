import { describe, expect, test } from 'vitest';
import { candidates, type Known } from '../../../../agent/cli/manual/candidates.ts';
import { SHOWN_VERBS } from '../../../../agent/cli/verbs.ts';

const known: Known = {
  domains: async () => ['alpine', 'demo'],
  consoles: async (domain) => (domain === 'demo' ? ['serial0', 'channel0'] : []),
};

/** The candidates' words after a line whose last word is being typed. */
async function following(...words: string[]): Promise<'files' | string[]> {
  const found = await candidates(words, known);
  return found === 'files' ? found : found.map(([word]) => word);
}

describe('what may follow', () => {
  test.each([
    [['ttyc'], ['ttyconsole']],
    [['de'], ['define', 'destroy', 'dev', 'detach-device']],
    [
      ['agent', 'r'],
      ['run', 'restart'],
    ],
    [['nonsense', ''], []],
    [
      ['destroy', ''],
      ['alpine', 'demo'],
    ],
    [['destroy', 'd'], ['demo']],
    [['destroy', 'demo', ''], []],
    [
      ['console', 'demo', ''],
      ['serial0', 'channel0'],
    ],
    [['console', '--force', 'demo', 's'], ['serial0']],
    [['console', '--owner', '1000', 'demo', 's'], ['serial0']],
    [['console', '--owner=1000', 'demo', 's'], ['serial0']],
    [['console', 'alpine', ''], []],
    [['console', 'demo', '--until', ''], []],
    [['list', '--a'], ['--all']],
    [
      ['completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [['help', 'agen'], ['agent']],
    [
      ['help', 'agent', ''],
      ['run', 'install', 'uninstall', 'status', 'start', 'stop', 'restart'],
    ],
  ])('%j', async (words, expected) => {
    expect(await following(...words)).toEqual(expected);
  });

  test.each([
    [['validate', '']],
    [['validate', 'one.xml', 'tw']],
    [['attach-device', 'demo', '']],
    [['list', '--socket', '']],
    [['agent', 'run', '--config', 'a']],
  ])('%j: a file, which the shell knows best', async (words) => {
    expect(await following(...words)).toBe('files');
  });

  test('at first every verb, each once, with what it does', async () => {
    const found = await candidates([''], known);
    const first = new Set([...SHOWN_VERBS.keys()].map((name) => name.split(' ')[0]));
    expect(new Set(await following(''))).toEqual(first);
    expect(found).toHaveLength(first.size);
    expect(found).toContainEqual(['dumpxml', "show a domain's XML"]);
  });

  test('an option once, and none that excludes one that is there', async () => {
    expect(await following('console', '--read-only', '--')).toEqual(['--socket', '--owner', '--until', '--help']);
  });
});
