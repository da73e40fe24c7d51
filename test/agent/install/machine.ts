import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { CommandResult } from '../agentProcess.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Whatever is written to the machine's own folders goes to memory, and away with it. All else is the real machine's, and
 * cannot be written: a mistake in a test must not reach it.
 */
const OWN_DISK = `
mount -t tmpfs disk /mnt
for folder in etc usr var; do
  mkdir /mnt/$folder /mnt/$folder.work
  mount -t overlay -o lowerdir=/$folder,upperdir=/mnt/$folder,workdir=/mnt/$folder.work overlay /$folder
done
mount -o remount,bind,ro /
`;

/** bash, since it reaps what is left to it, as an init must. */
const INIT = 'mount -t tmpfs -o mode=755 run /run; echo up; read -r _; exit 0';

/** A build in a folder that root alone can write. */
const CHECKOUT = '/usr/local/src/virtcell';

const ACCOUNT_FILES = /^etc\/(\.pwd\.lock|(passwd|group|shadow|gshadow|subuid|subgid)-?)$/;

export interface RunOptions {
  readonly uid?: number;
  /** Of a uid: its supplementary groups. */
  readonly groups?: readonly number[];
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A machine without systemd, of the test's own: mounts and processes in namespaces, this machine's programs, files of its
 * own. Its processes end with it, also when the test is killed.
 */
export class Machine {
  readonly #disk: ChildProcess;
  #init: ChildProcess | undefined;
  #initPid = 0;

  private constructor(disk: ChildProcess) {
    this.#disk = disk;
  }

  static async boot(): Promise<Machine> {
    const script = `set -eu\n${OWN_DISK}\necho mounted\nexec cat`;
    const argv = ['--mount', '--propagation', 'private', 'sh', '-c', script];
    const machine = new Machine(spawn('unshare', argv, { stdio: ['pipe', 'pipe', 'inherit'] }));
    await firstLine(machine.#disk);
    await machine.#start();
    return machine;
  }

  /** As when the power goes: every process ends at once, and what was in memory is gone. */
  async reboot(): Promise<void> {
    await this.#powerOff();
    await this.#start();
  }

  async dispose(): Promise<void> {
    await this.#powerOff();
    const ended = once(this.#disk, 'exit');
    this.#disk.stdin?.end();
    await ended;
  }

  async #start(): Promise<void> {
    const namespaces = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc'];
    const argv = [`--mount=/proc/${this.#disk.pid}/ns/mnt`, 'unshare', ...namespaces, 'bash', '-c', INIT];
    const init = spawn('nsenter', argv, { stdio: ['pipe', 'pipe', 'inherit'], cwd: '/' });
    this.#init = init;
    await firstLine(init);
    this.#initPid = Number(readFileSync(`/proc/${init.pid}/task/${init.pid}/children`, 'utf8').trim());
  }

  async #powerOff(): Promise<void> {
    const init = this.#init;
    if (!init || init.exitCode !== null || init.signalCode !== null) return;
    const ended = once(init, 'exit');
    // The kernel kills every process of a PID namespace whose first one ends.
    init.stdin?.end();
    await ended;
  }

  /** Runs a program of the machine to its end. */
  run(argv: readonly string[], { uid, groups = [], input, env = {} }: RunOptions = {}): Promise<CommandResult> {
    const enter = ['--target', String(this.#initPid), '--mount', '--pid', '--'];
    const asGroups = groups.length > 0 ? `--groups=${groups.join(',')}` : '--clear-groups';
    const asUser = uid === undefined ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, asGroups, '--'];
    return new Promise((resolve) => {
      const options = {
        env: { PATH: '/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', TMPDIR: '/var/tmp', ...env },
        cwd: '/',
      };
      const child = execFile('nsenter', [...enter, ...asUser, ...argv], options, (error, stdout, stderr) => {
        resolve({ code: error ? child.exitCode : 0, stdout, stderr });
      });
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input ?? '');
    });
  }

  /** The same; fails with what it said when it did not succeed. */
  async done(argv: readonly string[], options: RunOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(argv, options);
    if (code !== 0) throw new Error(`${argv.join(' ')}: ${code}: ${stderr}${stdout}`);
    return stdout;
  }

  /** Standard output of `virtcell … --json`. */
  async json(argv: readonly string[], options: RunOptions = {}): Promise<unknown> {
    return JSON.parse(await this.done(['virtcell', ...argv, '--json'], options));
  }

  shell(script: string, options: RunOptions = {}): Promise<string> {
    return this.done(['sh', '-euc', script], options);
  }

  async write(path: string, content: string | Uint8Array, mode = '644'): Promise<void> {
    await this.shell(`mkdir -p "$(dirname ${path})"; cat >${path}; chmod ${mode} ${path}`, { input: content });
  }

  /**
   * The files that are not as on the real machine, removed ones too, and accounts of ours. Without the checkout, and without
   * the accounts' own files, which are written anew with what was in them.
   */
  async changes(): Promise<string[]> {
    const found = await this.shell('cd /mnt; find etc usr var ! -type d; grep virtcell /etc/passwd /etc/group || :');
    const paths = found.split('\n').filter((path) => path !== '');
    return paths.filter((path) => !`/${path}`.startsWith(CHECKOUT) && !ACCOUNT_FILES.test(path)).sort();
  }

  /** Brings this build to the machine; returns the command line of its `virtcell`. */
  async checkOut(folder: string = CHECKOUT): Promise<string[]> {
    const modules = `${folder}/node_modules`;
    await this.shell(`
      rm -rf ${folder}; mkdir -p ${modules}/@koromix
      cp -r ${ROOT}dist ${ROOT}package.json ${folder}/
      cp -r ${ROOT}node_modules/koffi/. ${modules}/koffi
      cp -r ${ROOT}node_modules/@koromix/. ${modules}/@koromix
      cp -r ${ROOT}node_modules/node-pty/. ${modules}/node-pty
      chown -R 0:0 ${folder}; chmod -R go-w ${folder}`);
    return [process.execPath, `${folder}/dist/virtcell.js`];
  }
}

async function firstLine({ stdout }: ChildProcess): Promise<void> {
  await once(createInterface({ input: stdout as Readable }), 'line');
}
