import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { answers, LIBVIRT_PACKAGES } from '../../scripts/prepare/libvirt.mjs';

const execute = promisify(execFile);

/** virsh returns when what it was asked for is done. */
export async function virsh(...argv: readonly string[]): Promise<string> {
  const { stdout } = await execute('virsh', ['-c', 'qemu:///system', ...argv]);
  return stdout.trim();
}

/** Fails by name: this suite is run where there is a libvirtd, and would prove nothing without one. */
export async function requireLibvirt(): Promise<void> {
  const programs = ['/usr/bin/virsh', '/usr/sbin/libvirtd', '/usr/sbin/virtlogd'];
  const missing = programs.filter((program) => !existsSync(program));
  if (missing.length > 0) {
    throw new Error(`missing for parity: ${missing.join(', ')} (packages ${LIBVIRT_PACKAGES.join(', ')})`);
  }
  if (!(await answers())) throw new Error('missing for parity: no libvirtd answers at qemu:///system; start libvirtd');
}

/** The pid of a running domain's QEMU. */
export const pidOf = (name: string): number => Number(readFileSync(`/run/libvirt/qemu/${name}.pid`, 'utf8'));

/** Every serial port's PTY, in order. */
export async function ptysOf(name: string): Promise<string[]> {
  const xml = await virsh('dumpxml', name);
  return [...xml.matchAll(/<serial type='pty'>\s*<source path='([^']+)'/g)].map(([, path = '']) => path);
}
