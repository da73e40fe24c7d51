import { describe, expect, test } from 'vitest';
import { VERBS } from '../../../agent/cli/verbs.ts';
import { virtcell } from './virtcell.ts';

const NOWHERE = '/nowhere/agent.sock';

describe('what is not understood ends with 2, says why and shows the usage', () => {
  test.each([
    [['destroy'], 'NAME is missing', 'destroy NAME'],
    [['destroy', 'a', 'b'], 'b: one word too many', 'destroy NAME'],
    [['list', 'demo'], 'demo: one word too many', 'list [--all] [--json]'],
    [['list', '--al'], "Unknown option '--al'", 'list [--all] [--json]'],
    [['list', '--json=yes'], "Option '--json' does not take an argument", 'list [--all] [--json]'],
    [['start', 'demo', '--owner', 'root'], '--owner takes a uid, not root', 'start NAME [--paused] [--json]'],
    [['validate'], 'FILE is missing', 'validate FILE… [--json]'],
    [
      ['console', 'demo', '--force', '--read-only'],
      '--force and --read-only exclude each other',
      'console NAME [ALIAS] [--force|--read-only] [--until TEXT]',
    ],
    [['agent', 'walk'], 'walk: there is only agent run', 'agent run'],
  ])('%j', async (argv, why, usage) => {
    const { code, stdout, stderr } = await virtcell(NOWHERE, argv);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`virtcell: ${why}`);
    expect(stderr).toContain(`\nusage: virtcell ${usage}`);
  });
});

test('without a verb, help goes to standard error', async () => {
  const { code, stdout, stderr } = await virtcell(NOWHERE, []);
  expect([code, stdout]).toEqual([2, '']);
  for (const verb of Object.keys(VERBS)) expect(stderr).toContain(`\n  ${verb} `);
});

test('help is what was asked for: standard output, and done', async () => {
  expect(await virtcell(NOWHERE, ['help'])).toMatchObject({ code: 0, stderr: '' });
  const { code, stdout } = await virtcell(NOWHERE, ['start', '--help']);
  expect([code, stdout]).toEqual([0, 'usage: virtcell start NAME [--paused] [--json]\nstart a defined domain\n']);
});

test.each(['constructor', 'reboott', '--version'])('%s is no verb', async (verb) => {
  expect(await virtcell(NOWHERE, [verb])).toEqual({
    code: 2,
    stdout: '',
    stderr: `virtcell: there is no verb ${verb}; virtcell help shows them all\n`,
  });
});
