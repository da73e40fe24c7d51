import { execFileSync } from 'node:child_process';
import { cpus, release } from 'node:os';

/** The kind of machine, with nothing that tells which one. */
export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly kernel: string;
  readonly node: string;
  readonly qemu: string;
  readonly libvirt: string;
}

export const thisMachine = (): Machine => ({
  cores: cpus().length,
  cpu: cpus()[0]?.model ?? 'unknown',
  kernel: release().replace(/^(\d+\.\d+(\.\d+)?).*/, '$1'),
  node: process.versions.node,
  qemu: versionIn(['/usr/bin/qemu-system-x86_64', '--version']),
  libvirt: versionIn(['virsh', '--version']),
});

function versionIn([program = '', ...argv]: readonly string[]): string {
  return /\d+(\.\d+)+/.exec(execFileSync(program, argv, { encoding: 'utf8' }))?.[0] ?? 'unknown';
}
