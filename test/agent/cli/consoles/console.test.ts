import { describe, expect, test } from 'vitest';
import { FakeService, type FakeViewer } from '../../server/fakeService.ts';
import { startServer } from '../../server/testServer.ts';
import { FakeTerminal, virtcell } from '../virtcell.ts';

const say = ({ viewer }: FakeViewer, text: string): void => viewer.output(Buffer.from(text));

/** A console that showed `output` before, and then answers each input by what `answer` makes of it. */
async function consoleOf(output: string, answer?: (input: string, viewer: FakeViewer) => void) {
  const service = new FakeService();
  const greet = service.greet;
  service.greet = (viewer) => {
    greet(viewer);
    if (output !== '') say(viewer, output);
    viewer.viewer.control({ kind: 'caught-up', offset: output.length });
    viewer.onWritten = () => answer?.(viewer.written.at(-1)?.toString() ?? '', viewer);
  };
  return startServer(service);
}

/** As a line discipline and a shell do it. */
const shell = (input: string, viewer: FakeViewer): void => {
  say(viewer, input.replace('\n', '\r\n'));
  if (input.startsWith('echo')) setImmediate(() => say(viewer, '42\r\n# '));
};

describe('input from a pipe', () => {
  test('is sent after the output so far; the command ends when the text comes', async () => {
    const { path, service } = await consoleOf('booted\r\n# ', shell);
    expect(await virtcell(path, ['console', 'demo', '--until', '42'], 'echo $((6*7))\n')).toEqual({
      code: 0,
      stdout: 'booted\r\n# echo $((6*7))\r\n42\r\n# ',
      stderr: '',
    });
    expect(service.viewers).toMatchObject([{ query: { name: 'demo', mode: 'write' } }]);
  });

  test('what stood there before does not count as its answer', async () => {
    const { path } = await consoleOf('# echo $((6*7))\r\n42\r\n# ', shell);
    const { code, stdout } = await virtcell(path, ['console', 'demo', '--until', '42'], 'echo $((6*7))\n');
    expect([code, stdout.match(/42/g)?.length]).toEqual([0, 2]);
  });

  test('the text may come in pieces', async () => {
    const { path } = await consoleOf('', (_, viewer) => {
      for (const letter of 'login:') say(viewer, letter);
    });
    expect(await virtcell(path, ['console', 'demo', '--until', 'login:'], '\n')).toMatchObject({ code: 0 });
  });

  test('without input the text may stand anywhere', async () => {
    const { path } = await consoleOf('Debian login: ');
    expect(await virtcell(path, ['console', 'demo', '--until', 'login:'])).toMatchObject({ code: 0 });
  });

  test('without a text, the command ends with the input, all of it sent and the output so far shown', async () => {
    const { path, service } = await consoleOf('booted\r\n# ');
    const written = new Promise<void>((resolve) => {
      const greet = service.greet;
      service.greet = (viewer) => {
        greet(viewer);
        viewer.onWritten = resolve;
      };
    });
    expect(await virtcell(path, ['console', 'demo'], 'reboot\n')).toEqual({
      code: 0,
      stdout: 'booted\r\n# ',
      stderr: '',
    });
    await written;
    expect(service.viewers[0]?.written.map(String)).toEqual(['reboot\n']);
  });

  test('is not lost in silence where somebody else writes', async () => {
    const service = new FakeService();
    service.greet = ({ viewer }) => {
      viewer.control({ kind: 'attached', alias: 'serial0', path: '/dev/pts/7', offset: 0, writer: false });
    };
    const { path } = await startServer(service);
    const { code, stderr } = await virtcell(path, ['console', 'demo'], 'reboot\n');
    expect([code, stderr]).toEqual([1, expect.stringContaining('[console-busy]')]);
  });
});

test('the end of the domain is the end, and a failure where a text was waited for', async () => {
  const { path } = await consoleOf('', (_, { viewer }) => {
    viewer.output(Buffer.from('bye\r\n'));
    viewer.control({ kind: 'ended', reason: 'the guest powered off' });
    viewer.close();
  });
  const waiting = await virtcell(path, ['console', 'demo', '--until', 'never'], 'poweroff\n');
  expect(waiting).toMatchObject({ code: 1, stdout: 'bye\r\n' });
  expect(waiting.stderr).toBe(
    '[the guest powered off]\nvirtcell: The domain ended before "never" was seen. [domain-not-running]\n',
  );
});

test('an agent that goes away is an error', async () => {
  const { path, close } = await consoleOf('booted');
  const terminal = new FakeTerminal({ VIRTCELL_SOCKET: path });
  const finished = terminal.run('console', 'demo', '--read-only');
  await terminal.seen('booted');
  await close();
  expect(await finished).toMatchObject({ code: 1, stderr: expect.stringContaining('[agent-closed]') });
});

test('read-only shows, does not read its input, and goes on until the domain ends', async () => {
  const { path, service } = await consoleOf('booted\r\n');
  const terminal = new FakeTerminal({ VIRTCELL_SOCKET: path });
  terminal.stdin.end('typed');
  const finished = terminal.run('console', 'demo', 'serial1', '--read-only');
  await terminal.seen('booted');
  const [viewer] = service.viewers;
  viewer?.viewer.control({ kind: 'ended', reason: 'destroyed' });
  expect(await finished).toMatchObject({ code: 0, stderr: '[destroyed]\n' });
  expect(viewer).toMatchObject({ query: { alias: 'serial1', mode: 'read' }, written: [] });
});

test('what the agent says beside the bytes stands on standard error', async () => {
  const service = new FakeService();
  const greet = service.greet;
  service.greet = (viewer) => {
    greet(viewer);
    viewer.viewer.control({ kind: 'gap', from: 0, to: 100 });
    viewer.viewer.control({ kind: 'possible-repeat', offset: 200 });
    viewer.viewer.control({ kind: 'outside', pid: 12, command: 'screen' });
    viewer.viewer.control({ kind: 'caught-up', offset: 200 });
  };
  const { path } = await startServer(service);
  expect((await virtcell(path, ['console', 'demo', '--force'])).stderr).toBe(
    [
      '[100 bytes of output are no longer kept]',
      '[some output may stand here twice]',
      '[screen (process 12) has this console open too]',
      '',
    ].join('\n'),
  );
  expect(service.viewers[0]?.query.mode).toBe('force');
});

test('a console that cannot be had', async () => {
  const { path } = await startServer();
  expect(await virtcell(path, ['console', 'other'])).toEqual({
    code: 1,
    stdout: '',
    stderr: "virtcell: There is no domain 'other'. [domain-not-found]\n",
  });
});
