import { readFileSync } from 'node:fs';
import { type IPty, spawn } from 'node-pty';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { FakeService } from '../server/fakeService.ts';
import { startServer } from '../server/testServer.ts';
import { bundleCommand } from './bundle.ts';

/*
 * `virtcell console` as somebody uses it: the command in a terminal of its own, started by a shell, so that what the
 * terminal is left like can be asked afterwards.
 */

class Screen {
  readonly pty: IPty;
  #text = '';
  #look: () => void = () => {};

  constructor(pty: IPty) {
    this.pty = pty;
    pty.onData((data) => {
      this.#text += data;
      this.#look();
    });
    onTestFinished(() => pty.kill('SIGKILL'));
  }

  get text(): string {
    return this.#text;
  }

  shows(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      this.#look = () => {
        const match = pattern.exec(this.#text);
        if (match) resolve(match);
      };
      this.#look();
    });
  }
}

let service: FakeService;
let screen: Screen;

/** Attached, in a shell that says afterwards how the command ended and whether the terminal has its modes back. */
beforeEach(async () => {
  service = new FakeService();
  const [{ path }, command] = await Promise.all([startServer(service), bundleCommand()]);
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
