import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from 'node-pty';
import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { type ShellSuite, shellSuite, UID } from './shellSuite.ts';

const VIRTCELL = fileURLToPath(new URL('../../../dist/virtcell.js', import.meta.url));

let suite: ShellSuite;
beforeEach(async () => {
  suite = await shellSuite();
});
afterEach(() => suite.agent.dispose());

const script = (input: string) => suite.agent.virtcell(['shell', 'vm'], { uid: UID, input });

/** `virtcell shell vm` in a terminal of its own. */
class Screen {
  readonly pty: IPty;
  readonly ended: Promise<number>;
  text = '';
  #look: () => void = () => {};

  constructor() {
    const env = { PATH: process.env.PATH, VIRTCELL_SOCKET: suite.agent.socket, TERM: 'vt220' };
    this.pty = spawn(process.execPath, [VIRTCELL, 'shell', 'vm'], { env, cols: 91, rows: 31, name: 'vt220' });
    this.ended = new Promise((resolve) => this.pty.onExit(({ exitCode }) => resolve(exitCode)));
    this.pty.onData((data) => {
      this.text += data;
      this.#look();
    });
    onTestFinished(() => {
      if (!this.#over) this.pty.kill('SIGKILL');
    });
    void this.ended.then(() => {
      this.#over = true;
    });
  }
  #over = false;

  shows(pattern: RegExp): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (pattern.test(this.text)) resolve();
      };
      this.#look();
    });
  }
}

it('does what a script says, and prints that alone', async () => {
  expect(await script('ls /dev/null /dev/zero\n')).toEqual({ code: 0, stdout: '/dev/null  /dev/zero\n', stderr: '' });
  const { stdout } = await script('ls -l /dev');
  expect(stdout).toMatch(/^crw-rw-rw- 1 root root +1, +3 .* null$/m);
});

it('has the exit code of the shell', async () => {
  expect(await script('echo before; exit 5; echo after')).toEqual({ code: 5, stdout: 'before\n', stderr: '' });
  expect(await script('kill -9 $$\n')).toMatchObject({ code: 137 });
});

it('comes to an end with its input, also where a program reads that', async () => {
  expect(await script('cat\nnothing to run\n')).toMatchObject({ code: 0, stdout: 'nothing to run\n' });
});

it('is a terminal where there is one, of its size and kind, also when that changes', async () => {
  const screen = new Screen();
  await screen.shows(/virtcell:vm\$ $/);
  screen.pty.write('stty size; echo $TERM; id -u\r');
  await screen.shows(new RegExp(`\\r\\n31 91\\r\\nvt220\\r\\n${UID}\\r\\n`));
  screen.pty.write(`sh -c 'trap "stty size; exit" WINCH; echo re""ady; while :; do sleep 0.1; done'\r`);
  await screen.shows(/ready\r\n/);
  screen.pty.resize(77, 17);
  await screen.shows(/\r\n17 77\r\n/);
  screen.pty.write('exit 3\r');
  expect(await screen.ended).toBe(3);
});

it('ends with the domain, and says so; Ctrl-] leaves', async () => {
  const [first, second] = [new Screen(), new Screen()];
  await Promise.all([first.shows(/\$ $/), second.shows(/\$ $/)]);
  first.pty.write('\x1d');
  expect(await first.ended).toBe(0);
  await suite.agent.virtcell(['destroy', 'vm'], { uid: UID });
  expect(await second.ended).toBe(1);
  expect(second.text).toContain('[the domain vm ended]');
});
