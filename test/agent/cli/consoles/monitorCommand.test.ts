import { describe, expect, test } from 'vitest';
import { VirtcellError } from '../../../../protocol/errors.ts';
import { FakeService } from '../../server/fakeService.ts';
import { startServer } from '../../server/testServer.ts';
import { virtcell } from '../virtcell.ts';

const run = async (json: string, options: readonly string[] = [], service = new FakeService()) => {
  const { path } = await startServer(service);
  return { ...(await virtcell(path, ['qemu-monitor-command', 'demo', json, ...options])), calls: service.calls };
};

describe('qemu-monitor-command', () => {
  test('asks what it is given, and prints what QEMU returns as QMP does', async () => {
    const { code, stdout, calls } = await run('{"execute":"query-status","arguments":{}}', ['--owner', '0']);
    expect([code, stdout]).toEqual([0, '{"return":{"status":"running"}}\n']);
    const command = { execute: 'query-status', arguments: {} };
    expect(calls).toMatchObject([{ method: 'monitorCommand', params: { name: 'demo', owner: 0, command } }]);
  });

  test('prints it over several lines where that is asked for', async () => {
    const { stdout } = await run('{"execute":"query-status"}', ['--pretty']);
    expect(stdout).toBe('{\n  "return": {\n    "status": "running"\n  }\n}\n');
  });

  test('shows QEMU’s error with its class', async () => {
    const service = new FakeService({
      monitorCommand: async () => {
        throw new VirtcellError({ code: 'monitor', message: 'x: not found', class: 'CommandNotFound' });
      },
    });
    const { code, stderr } = await run('{"execute":"x"}', [], service);
    expect([code, stderr]).toEqual([1, 'virtcell: x: not found [monitor]\n  class    CommandNotFound\n']);
  });

  test.each([
    ['query-status', 2, 'JSON'],
    ['{"execute":"query-status"', 2, 'JSON'],
    ['{"execute":"query-status","id":1}', 1, 'unknown field "id"'],
    ['["query-status"]', 1, 'must be object'],
  ])('asks nobody for %s', async (json, code, said) => {
    const done = await run(json);
    expect([done.code, done.calls]).toEqual([code, []]);
    expect(done.stderr).toContain(said);
  });
});
