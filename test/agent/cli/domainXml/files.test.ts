import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { diagnostic } from '../../../../protocol/methods.ts';
import { temporaryFolder } from '../../server/testServer.ts';
import { virtcell } from '../virtcell.ts';

const GOOD = `<domain type='qemu'>
  <name>demo</name>
  <memory unit='MiB'>64</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices><serial type='pty'/></devices>
</domain>
`;
const BAD = GOOD.replace('<serial', '<vsock model="virtio"/><serial');

function files() {
  const folder = temporaryFolder();
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  return { good: write('good.xml', GOOD), bad: write('bad.xml', BAD), none: join(folder, 'none.xml') };
}

const local = (...argv: string[]) => virtcell('/nowhere/agent.sock', argv);
const objects = (stdout: string): unknown[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('validate --json: an object a line, a line a file, also for a file that is not there', async () => {
  const { good, bad, none } = files();
  const { code, stdout, stderr } = await local('validate', '--json', good, bad, none);
  const shape = z.strictObject({ file: z.string(), ok: z.boolean(), diagnostics: z.array(diagnostic) });
  const reports = objects(stdout).map((report) => z.parse(shape, report));
  expect([code, stderr]).toEqual([1, '']);
  expect(reports.map(({ file, ok }) => [file, ok])).toEqual([
    [good, true],
    [bad, false],
    [none, false],
  ]);
  expect(reports[1]?.diagnostics).toMatchObject([
    { severity: 'error', code: expect.stringMatching(/^unsupported-/), range: { start: { line: 4, character: 12 } } },
  ]);
  expect(reports[2]?.diagnostics).toMatchObject([{ code: 'missing-file' }]);
});

test('validate, to be read: as compilers print it, one-based', async () => {
  const { good, bad } = files();
  const { code, stdout } = await local('validate', good, bad);
  expect(code).toBe(1);
  expect(stdout).toMatch(new RegExp(`^${good}: valid\\n${bad}:5:13: error: .+ \\[unsupported-[a-z-]+\\]\\n$`));
  expect(await local('validate', good)).toMatchObject({ code: 0 });
});

test('args --json: an object a line, without argv where there are errors', async () => {
  const { good, bad, none } = files();
  const { code, stdout } = await local('args', '--json', good, bad, none);
  const shape = z.strictObject({
    file: z.string(),
    ok: z.boolean(),
    argv: z.array(z.string()),
    diagnostics: z.array(diagnostic),
  });
  const [first, ...others] = objects(stdout).map((translation) => z.parse(shape, translation));
  expect([code, first?.ok, first?.argv[1]]).toEqual([1, true, '-name']);
  expect(others.map(({ ok, argv }) => [ok, argv])).toEqual([
    [false, []],
    [false, []],
  ]);
});

test('args, to be read: diagnostics beside the command line', async () => {
  const { good, bad } = files();
  const { code, stdout, stderr } = await local('args', good, bad);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^\S+bad\.xml:5:13: error: /)]);
  expect(stdout).toMatch(/^\/usr\/bin\/qemu-system-x86_64 \\\n {2}-name guest=demo/);
});
