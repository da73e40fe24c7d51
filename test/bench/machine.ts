import { execFileSync } from 'node:child_process';
import { cpus, release } from 'node:os';
import { spread } from './comparison.ts';

/** The kind of machine, with nothing that tells which one. */
export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly kernel: string;
  readonly node: string;
  /** What a Node with nothing to do takes, in ms: the same machine is faster in one hour than in another. */
  readonly emptyNode: number;
  readonly qemu: string;
  readonly libvirt: string;
}

export const thisMachine = (): Machine => ({
  cores: cpus().length,
  cpu: cpus()[0]?.model ?? 'unknown',
  kernel: release().replace(/^(\d+\.\d+(\.\d+)?).*/, '$1'),
  node: process.versions.node,
  emptyNode: emptyNode(),
  qemu: versionIn(['/usr/bin/qemu-system-x86_64', '--version']),
  libvirt: versionIn(['virsh', '--version']),
});

/** The median of a few. */
export function emptyNode(): number {
  const times = Array.from({ length: 9 }, () => {
    const begin = performance.now();
    execFileSync(process.execPath, ['-e', '0']);
    return performance.now() - begin;
  });
  return spread(times).median;
}

/** Parts of the bench need neither. */
function versionIn([program = '', ...argv]: readonly string[]): string {
  try {
    return /\d+(\.\d+)+/.exec(execFileSync(program, argv, { encoding: 'utf8' }))?.[0] ?? 'unknown';
  } catch {
    return 'none';
  }
}
