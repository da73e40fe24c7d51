import { describe, expect, test } from 'vitest';
import { SHOWN_VERBS } from '../../../../agent/cli/verbs.ts';
import { VERSION } from '../../../../protocol/version.ts';
import { virtcell } from '../virtcell.ts';

const NOWHERE = '/nowhere/agent.sock';

describe('what is not understood ends with 2, says why and shows the usage', () => {
  test.each([
    [['destroy'], 'NAME is missing', 'destroy NAME [--json]'],
    [['destroy', 'a', 'b'], 'b: one word too many', 'destroy NAME [--json]'],
    [['list', 'demo'], 'demo: one word too many', 'list [--all] [--name|--json]'],
    [['list', '--al'], "Unknown option '--al'", 'list [--all] [--name|--json]'],
    [['list', '--json=yes'], "Option '--json' does not take an argument", 'list [--all] [--name|--json]'],
    [['list', '--json', '--name'], '--name and --json exclude each other', 'list [--all] [--name|--json]'],
    [['start', 'demo', '--owner', 'root'], '--owner takes a uid, not root', 'start NAME [--paused] [--json]'],
    [['validate'], 'FILE is missing', 'validate FILE… [--json]'],
    [
      ['console', 'demo', '--force', '--read-only'],
      '--force and --read-only exclude each other',
      'console NAME [ALIAS] [--force|--read-only] [--until TEXT]',
    ],
    [['agent', 'run', 'now'], 'now: one word too many', 'agent run [--socket PATH]'],
    [['completion', 'csh'], 'csh: there is bash, zsh, fish', 'completion SHELL'],
    [['help', 'walk'], 'there is no verb walk', 'help [VERB…]'],
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
  for (const verb of SHOWN_VERBS.keys()) expect(stderr).toContain(`\n  ${verb} `);
});

test.each([[['help']], [['--help']], [['-h']]])('%j is what was asked for: standard output, and done', async (argv) => {
  const { code, stdout, stderr } = await virtcell(NOWHERE, argv);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^usage: virtcell VERB …\n/);
});

test('the help of a verb is its usage, its manual and its options', async () => {
  const expected = [
    'usage: virtcell ttyconsole NAME [ALIAS] [--json]',
    "show a console's PTY",
    '',
    'For programs that open it themselves. N in /dev/pts/N is another at every start; the console’s link',
    'in --json is not.',
    '',
    "  --socket PATH        the agent's socket",
    '  --owner UID          whose domain, for root, who sees those of all users',
    '  --json               print JSON, one value a line',
    '',
  ].join('\n');
  expect(await virtcell(NOWHERE, ['ttyconsole', '--help'])).toEqual({ code: 0, stdout: expected, stderr: '' });
  expect(await virtcell(NOWHERE, ['help', 'ttyconsole'])).toEqual({ code: 0, stdout: expected, stderr: '' });
  expect(await virtcell(NOWHERE, ['ttyconsole', 'demo', '-h'])).toEqual({ code: 0, stdout: expected, stderr: '' });
});

test('after -- nothing is an option', async () => {
  const { code, stderr } = await virtcell(NOWHERE, ['destroy', '--', '--help']);
  expect([code, stderr]).toEqual([1, expect.stringContaining('agent-not-running')]);
});

test('the help of the first word of several verbs is that of all', async () => {
  const { code, stdout } = await virtcell(NOWHERE, ['agent', '--help']);
  expect([code, stdout]).toEqual([0, expect.stringContaining('usage: virtcell agent run ')]);
  expect((await virtcell(NOWHERE, ['help', 'agent'])).stdout).toBe(stdout);
});

test('the version', async () => {
  const expected = { code: 0, stdout: `virtcell ${VERSION}\n`, stderr: '' };
  expect(await virtcell(NOWHERE, ['--version'])).toEqual(expected);
  expect(await virtcell(NOWHERE, ['-V'])).toEqual(expected);
});

test.each([
  ['constructor', 'there is no verb constructor'],
  ['reboott', 'there is no verb reboott'],
  ['agent', 'agent: there is agent run'],
])('%s is no verb', async (verb, why) => {
  const { code, stdout, stderr } = await virtcell(NOWHERE, [verb]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(new RegExp(`^virtcell: ${why}.*; virtcell help shows them all\n$`));
});

test('a failure is told in JSON, too, where JSON was asked for', async () => {
  const { code, stdout, stderr } = await virtcell(NOWHERE, ['destroy', 'demo', '--json']);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'agent-not-running', message: expect.any(String) } });
  expect(stderr).toContain('[agent-not-running]');
});
