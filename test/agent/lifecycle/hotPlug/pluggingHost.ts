import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plugin } from 'esbuild';
import type { Bundle } from '../../consoles/drainWorkerBundle.ts';
import { bundleFailingAgent } from '../../namespace/failingLauncher.ts';
import { OWN_DEV } from '../../namespace/privateHost.ts';
import type { Attempt, Order } from './pluggingAgent.ts';

const USER = 1000;
const NODE = '/dev/own-node';
const DIST = join(import.meta.dirname, '../../../../dist');

/** It looks at /dev in its own time, and its calls would be counted among those of whoever plugs. */
export const withoutDevWatch: Plugin = {
  name: 'without-dev-watch',
  setup({ onLoad }) {
    onLoad({ filter: /\/devWatch\.ts$/ }, () => ({ contents: 'export class DevWatch { close() {} }', loader: 'ts' }));
  },
};

export const bundlePluggingAgent = (): Promise<Bundle> =>
  bundleFailingAgent('./test/agent/lifecycle/hotPlug/pluggingAgent.ts', [withoutDevWatch]);

/** A running domain with its agent, and what can be plugged into it: a block device of its own, an image, a console. */
export class PluggingHost {
  readonly folder = mkdtempSync('/run/virtcell-test-');
  readonly #loop: string;
  readonly #child: ChildProcess;

  constructor({ path }: Bundle) {
    chmodSync(this.folder, 0o755);
    this.#image('loop.img');
    this.#image('base.img');
    const image = ['create', '-q', '-f', 'qcow2', '-b', this.#path('base.img'), '-F', 'raw', this.#path('top.qcow2')];
    execFileSync('qemu-img', image);
    chownSync(this.#path('top.qcow2'), USER, USER);
    this.#loop = execFileSync('losetup', ['-f', '--show', this.#path('loop.img')], { encoding: 'utf8' }).trim();
    // A /dev that nobody else changes: its agent looks at all of it.
    const script = `${OWN_DEV}\nnode ${basename(NODE)} 666 b 7 ${this.#loop.replace('/dev/loop', '')}\nexec "$@"`;
    const shell = ['--mount', '--propagation', 'private', 'sh', '-euc', script, 'sh'];
    const argv = [...shell, process.execPath, path, DIST, this.folder];
    this.#child = spawn('unshare', argv, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  }

  get ready(): Promise<unknown> {
    return once(this.#child, 'message');
  }

  /** One that is opened by its name in the private /dev, one that is handed over open, and one with a PTY and a log. */
  get devices(): Readonly<Record<'block' | 'file' | 'console', string>> {
    const disk = (type: string, format: string, source: string): string =>
      `<disk type='${type}' device='disk'><driver name='qemu' type='${format}'/><source ${source}/><target dev='sda' bus='scsi'/></disk>`;
    return {
      block: disk('block', 'raw', `dev='${NODE}'`),
      file: disk('file', 'qcow2', `file='${this.#path('top.qcow2')}'`),
      console: `<console type='pty'><target type='virtio'/></console>`,
    };
  }

  /** @param failing as FAILING_CALL has it */
  async attempt(verb: Order['verb'], device: keyof PluggingHost['devices'], failing = ''): Promise<Attempt> {
    this.#child.send({ verb, xml: this.devices[device], failing } satisfies Order);
    const [attempt] = (await once(this.#child, 'message')) as [Attempt];
    return JSON.parse(
      JSON.stringify(attempt)
        .replaceAll(this.folder, '/run-folder')
        .replaceAll(/\/proc\/\d+/g, '/proc/PID')
        .replaceAll(/\/proc\/self\/fd\/\d+/g, '/proc/self/fd/N')
        .replaceAll(/\/sys\/dev\/block\/7:\d+/g, '/sys/dev/block/LOOP'),
    ) as Attempt;
  }

  async end(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
    execFileSync('losetup', ['-d', this.#loop]);
    rmSync(this.folder, { recursive: true });
  }

  #image(name: string): void {
    writeFileSync(this.#path(name), Buffer.alloc(1 << 20));
    chownSync(this.#path(name), USER, USER);
  }

  #path(name: string): string {
    return join(this.folder, name);
  }
}
