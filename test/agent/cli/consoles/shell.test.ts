import { expect, test } from 'vitest';
import type { ShellControl } from '../../../../protocol/shell.ts';
import { FakeService, type FakeShell } from '../../server/fakeService.ts';
import { startServer } from '../../server/testServer.ts';
import { FakeTerminal, virtcell } from '../virtcell.ts';

const END = '\x04'.repeat(16);

/** A shell that answers once its input has ended, and ends like this. */
async function shellThat(end: Omit<ShellControl & { kind: 'ended' }, 'kind'>, printed = '') {
  const service = new FakeService();
  const opened = new Promise<FakeShell>((resolve) => {
    service.opened = (shell) => {
      shell.onWritten = () => {
        if (!Buffer.concat(shell.written).toString().endsWith(END)) return;
        shell.client.output(Buffer.from(printed));
        shell.client.control({ kind: 'ended', ...end });
        shell.client.close();
      };
      resolve(shell);
    };
  });
  const { path } = await startServer(service);
  return { path, opened };
}

const typedTo = async (opened: Promise<FakeShell>): Promise<string> => Buffer.concat((await opened).written).toString();

test('a script has its output and its exit code, and no terminal', async () => {
  const { path, opened } = await shellThat({ code: 7 }, 'null\nzero\n');
  expect(await virtcell(path, ['shell', 'demo', '--owner', '3'], 'ls /dev\nexit 7\n')).toEqual({
    code: 7,
    stdout: 'null\nzero\n',
    stderr: '',
  });
  expect((await opened).query).toEqual({ name: 'demo', owner: 3 });
  expect(await typedTo(opened)).toBe(`ls /dev\nexit 7\n${END}`);
});

test('a script whose last line has no end is run to its end', async () => {
  const { path, opened } = await shellThat({ code: 0 });
  expect(await virtcell(path, ['shell', 'demo'], 'ls')).toMatchObject({ code: 0 });
  expect(await typedTo(opened)).toBe(`ls\n${END}`);
});

test.each([
  [{ code: 0 }, 0, ''],
  [{ code: 130 }, 130, ''],
  [{ signal: 9 }, 137, ''],
  [{ reason: 'the domain demo ended' }, 1, '[the domain demo ended]\n'],
])('a shell that ended with %j is exit code %i', async (end, code, stderr) => {
  const { path } = await shellThat(end);
  expect(await virtcell(path, ['shell', 'demo'])).toEqual({ code, stdout: '', stderr });
});

test('an agent that breaks off is an error', async () => {
  const service = new FakeService();
  service.opened = (shell) => setImmediate(() => shell.client.close());
  const { path } = await startServer(service);
  const terminal = new FakeTerminal({ VIRTCELL_SOCKET: path });
  const { code, stderr } = await terminal.run('shell', 'demo');
  expect([code, stderr]).toEqual([1, expect.stringContaining('[agent-closed]')]);
});

test('where there can be no shell the whole error is shown', async () => {
  const { path } = await startServer();
  const { code, stderr } = await virtcell(path, ['shell', 'other']);
  expect([code, stderr]).toEqual([1, "virtcell: 'other' does not run. [domain-not-running]\n  hint     Start it.\n"]);
});
