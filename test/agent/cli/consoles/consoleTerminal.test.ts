import { readFileSync } from 'node:fs';
import { spawn } from 'node-pty';
import { beforeEach, describe, expect, test } from 'vitest';
import { VirtcellError } from '../../../../protocol/errors.ts';
import { FakeService } from '../../server/fakeService.ts';
import { startServer, type TestServer } from '../../server/testServer.ts';
import { bundleCommand } from '../bundle.ts';
import { Screen } from '../screen.ts';

/*
 * `virtcell console` as somebody uses it: the command in a terminal of its own, started by a shell, so that what the
 * terminal is left like can be asked afterwards.
 */

let service: FakeService;
let server: TestServer;
let screen: Screen;

/** Attached, in a shell that says afterwards how the command ended and whether the terminal has its modes back. */
beforeEach(async () => {
  service = new FakeService();
  const [started, command] = await Promise.all([startServer(service), bundleCommand()]);
  server = started;
  const { path } = server;
  const job = `"$NODE" "$COMMAND" console demo; echo "code=$?"; stty -a; echo done`;
  screen = new Screen(
    spawn('/bin/sh', ['-c', job], {
      env: { PATH: process.env.PATH ?? '', VIRTCELL_SOCKET: path, NODE: process.execPath, COMMAND: command },
    }),
  );
  await screen.shows(/Escape character is \^\] \(Ctrl \+ \]\)\r\n/);
});

/** Types, and gives what arrives at the console. */
const keys = (text: string): Promise<string> =>
  new Promise((resolve) => {
    const [viewer] = service.viewers;
    let typed = '';
    if (viewer) {
      viewer.onWritten = () => {
        typed += viewer.written.at(-1)?.toString() ?? '';
        if (typed.length >= text.length) resolve(typed);
      };
    }
    screen.pty.write(text);
  });

const isCooked = (modes: string): boolean => /\sicanon/.test(modes) && /\sisig/.test(modes) && /\sopost/.test(modes);

test('Ctrl-] by itself detaches, and the terminal has its modes back', async () => {
  screen.pty.write('\x1d');
  const [modes, code] = await screen.shows(/code=(\d+)[\s\S]*done/);
  expect([code, isCooked(modes)]).toEqual(['0', true]);
});

test('every other key is the guest’s, Ctrl-C and a pasted Ctrl-] too', async () => {
  expect(await keys('\x03')).toBe('\x03');
  expect(await keys('a\x1db')).toBe('a\x1db');
  expect(screen.text).not.toContain('code=');
});

test('what the guest says comes as it is', async () => {
  service.viewers[0]?.viewer.output(Buffer.from('\x1b[31mred\x1b[0m\r\n'));
  const [red] = await screen.shows(/.\[31mred.*\r\n/);
  expect(red).toBe('\x1b[31mred\x1b[0m\r\n');
});

describe('the terminal has its modes back', () => {
  test.each([
    ['SIGTERM', '143'],
    ['SIGHUP', '129'],
    ['SIGINT', '130'],
  ])('after %s', async (signal, expected) => {
    const { pid } = screen.pty;
    // The shell's only child.
    const child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    process.kill(Number(child), signal);
    const [modes, code] = await screen.shows(/code=(\d+)[\s\S]*done/);
    expect([code, isCooked(modes)]).toEqual([expected, true]);
  });

  test('after the domain ended', async () => {
    const [viewer] = service.viewers;
    viewer?.viewer.control({ kind: 'ended', reason: 'destroyed' });
    const [modes, code] = await screen.shows(/code=(\d+)[\s\S]*done/);
    expect([code, isCooked(modes)]).toEqual(['0', true]);
    expect(screen.text).toContain('\r\n[destroyed]\r\n');
  });
});

describe('an agent that goes away', () => {
  const lost = async (): Promise<void> => {
    service.viewers[0]?.viewer.output(Buffer.from('before'));
    await screen.shows(/before/);
    await server.close();
    await screen.shows(/the agent is gone/);
  };
  /** Another agent at the same place. */
  const restarted = async (next = new FakeService()): Promise<FakeService> => {
    await startServer(next, { path: server.path });
    return next;
  };

  test('is waited for, and the console goes on where it was', async () => {
    await lost();
    const next = await restarted();
    await screen.shows(/the agent is back/);
    expect(next.viewers).toMatchObject([{ query: { name: 'demo', mode: 'write', from: 'before'.length } }]);
    const typed = new Promise<string>((resolve) => {
      const [viewer] = next.viewers;
      if (viewer) viewer.onWritten = () => resolve(String(viewer.written.at(-1)));
    });
    screen.pty.write('x');
    expect(await typed).toBe('x');
  });

  test('is not waited for any more after Ctrl-]', async () => {
    await lost();
    screen.pty.write('\x1d');
    const [modes, code] = await screen.shows(/code=(\d+)[\s\S]*done/);
    expect([code, isCooked(modes)]).toEqual(['0', true]);
  });

  test('may find somebody else writing when it is back: then the terminal reads along', async () => {
    await lost();
    const next = new FakeService();
    const attach = next.attachConsole.bind(next);
    next.attachConsole = (caller, query, viewer) => {
      if (query.mode === 'write') throw new VirtcellError({ code: 'console-busy', message: 'another viewer writes' });
      return attach(caller, query, viewer);
    };
    await restarted(next);
    await screen.shows(/read-only: somebody else writes/);
    expect(next.viewers).toMatchObject([{ query: { mode: 'read', from: 'before'.length } }]);
  });

  test('may have lost the domain meanwhile: that is told, and the end', async () => {
    await lost();
    const next = new FakeService();
    next.attachConsole = () => {
      throw new VirtcellError({ code: 'domain-not-running', message: 'the domain demo does not run' });
    };
    await restarted(next);
    const [modes, code] = await screen.shows(/code=(\d+)[\s\S]*done/);
    expect([code, isCooked(modes)]).toEqual(['1', true]);
    expect(screen.text).toContain('[domain-not-running]');
  });
});
