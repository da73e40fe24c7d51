import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type Bundle, bundle } from '../consoles/drainWorkerBundle.ts';
import type { Actions, End } from './privateHostDriver.ts';

type Answer = { readonly id: number } & ({ readonly result: unknown } | { readonly error: string });

/**
 * A /dev like any host's, of nodes and mounts of its own. The machine's own /dev lies covered beneath it: what is
 * stacked there must be as invisible as on a machine that never had it.
 */
export const OWN_DEV = `
mount -t tmpfs -o mode=755 hostdev /dev
node() { mknod -m "$2" "/dev/$1" "$3" "$4" "$5"; }
node null 666 c 1 3; node zero 666 c 1 5; node full 666 c 1 7; node random 666 c 1 8; node urandom 666 c 1 9
node tty 666 c 5 0; node ptmx 666 c 5 2; node kmsg 644 c 1 11; node sda 660 b 8 0; node loop7 660 b 7 7
mkdir /dev/pts /dev/shm
mount -t devpts -o newinstance,mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs -o mode=1777 hostshm /dev/shm
`;

/** A host of the test's own: a mount namespace, an agent's modules in it, and nothing of it left afterwards. */
export class PrivateHost {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  #calls = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message) => this.#take(message as Answer));
    child.once('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the private host ended: ${signal ?? code}`));
    });
  }

  /**
   * @param script run in the namespace first, after it has its own /dev
   * @param propagation of every mount of this host; the namespace itself gives nothing back to the machine
   */
  static async start(
    programs: Programs,
    script = '',
    propagation: 'private' | 'shared' = 'private',
  ): Promise<PrivateHost> {
    const host = await PrivateHost.#begin([process.execPath, programs.driver, programs.launcher]);
    try {
      await host.call('run', `${OWN_DEV}\n${script}\n${propagation === 'shared' ? 'mount --make-rshared /' : ''}`);
      return host;
    } catch (error) {
      await host.end();
      throw error;
    }
  }

  /**
   * The same host, and the agent's modules in a user namespace on it that maps root alone, without groups: to them this
   * host's mounts are locked, and mknod makes no devices.
   */
  static startInUserNamespace(programs: Programs, script = ''): Promise<PrivateHost> {
    const enter = 'exec setpriv --clear-groups unshare --user --map-root-user --mount "$@"';
    const shell = ['sh', '-euc', `${OWN_DEV}\n${script}\n${enter}`, 'sh'];
    return PrivateHost.#begin([...shell, process.execPath, programs.driver, programs.launcher]);
  }

  /** Runs the driver in a mount namespace of its own. */
  static async #begin(argv: readonly string[]): Promise<PrivateHost> {
    const wrapper = ['--mount', '--propagation', 'private', ...argv];
    const child = spawn('unshare', wrapper, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const host = new PrivateHost(child);
    await once(child, 'message');
    return host;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  call<Name extends keyof Actions>(
    action: Name,
    ...values: Parameters<Actions[Name]>
  ): Promise<Awaited<ReturnType<Actions[Name]>>> {
    const id = this.#calls++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (result) => resolve(result as Awaited<ReturnType<Actions[Name]>>), reject });
      this.#child.send({ id, action, values });
    });
  }

  run(script: string): Promise<string> {
    return this.call('run', script);
  }

  /** Ends a launched process and waits for its end. */
  async kill(pid: number): Promise<End> {
    await this.call('kill', pid);
    return this.call('ended', pid);
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    if (this.#child.connected) this.#child.disconnect();
    await ended;
  }

  #take(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) waiting?.reject(new Error(answer.error));
    else waiting?.resolve(answer.result);
  }
}

/** The bundles that run on a private host: Node 20 cannot run TypeScript. */
export interface Programs {
  readonly driver: string;
  readonly launcher: string;
  remove(): void;
}

export async function buildPrograms(
  bundleLauncher: () => Promise<Bundle> = () => bundle(`import './agent/launcher.ts';`),
): Promise<Programs> {
  const made: Bundle[] = await Promise.all([
    bundle(`import './test/agent/namespace/privateHostDriver.ts';`),
    bundleLauncher(),
  ]);
  const [driver, launcher] = made.map(({ path }) => path);
  return { driver: driver ?? '', launcher: launcher ?? '', remove: () => made.forEach((one) => void one.remove()) };
}

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });
