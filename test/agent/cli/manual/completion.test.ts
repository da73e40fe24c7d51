import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startServer } from '../../server/testServer.ts';
import { virtcell } from '../virtcell.ts';

const folder = mkdtempSync(join(tmpdir(), 'completion-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What bash would offer, with a command in virtcell's place that answers like this. */
async function offered(answer: string, ...typed: string[]): Promise<string[]> {
  const command = join(folder, 'virtcell');
  writeFileSync(command, `#!/bin/sh\nprintf '<%s>\\n' "$@" > '${folder}/asked'\nprintf '${answer}'\n`, { mode: 0o755 });
  const { stdout: script } = await virtcell('/nowhere', ['completion', 'bash']);
  const words = [command, ...typed].map((word) => `'${word}'`).join(' ');
  const program = `${script}
compopt() { echo "compopt $*"; }
COMP_WORDS=(${words}) COMP_CWORD=${typed.length}
_virtcell
printf '%s\\n' "\${COMPREPLY[@]}"
cat '${folder}/asked'`;
  return execFileSync('bash', ['-c', program], { encoding: 'utf8' }).trimEnd().split('\n');
}

const asked = (...words: string[]): string[] => ['completion', 'answer', '--', ...words].map((word) => `<${word}>`);

test('bash offers the words and not their meanings', async () => {
  expect(await offered('demo\\tthe demo\\nmy vm\\n', 'console', '')).toEqual([
    'demo',
    'my vm',
    ...asked('console', ''),
  ]);
});

test('bash completes files itself', async () => {
  expect(await offered(':files\\n', 'validate', 'a')).toEqual(['compopt -o default', '', ...asked('validate', 'a')]);
});

test('names and aliases are asked of the agent', async () => {
  const { path, close } = await startServer();
  const answer = async (...words: string[]): Promise<string> =>
    (await virtcell(path, ['completion', 'answer', '--', ...words])).stdout;
  expect(await answer('destroy', '')).toBe('demo\n');
  expect(await answer('console', 'demo', 's')).toBe('serial0\n');
  expect(await answer('mount')).toBe("mounts\tshow the host's mounts in it\n");
  expect(await answer('validate', '')).toBe(':files\n');
  await close();
});

test('without an agent there are no names, and nothing is said', async () => {
  expect(await virtcell('/nowhere/agent.sock', ['completion', 'answer', '--', 'destroy', ''])).toEqual({
    code: 0,
    stdout: '',
    stderr: '',
  });
});
