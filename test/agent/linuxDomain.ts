import { readFileSync } from 'node:fs';
import { ensureLinuxGuest, KERNEL_ARGUMENTS } from '../../scripts/guest/linux.mjs';
import type { AgentProcess } from './agentProcess.ts';

export interface LinuxDomain {
  readonly name: string;
  /** More XML inside `<devices>`. */
  readonly devices?: string;
}

/** What the shell says when it waits for a command. */
export const PROMPT = 'virtcell:~#';

/** The Linux guest with a shell on its serial port. The cache may lie in a home that only its owner may enter. */
export function linuxDomain(agent: AgentProcess, { name, devices = '' }: LinuxDomain, owner = 0): string {
  const { kernel, initrd } = ensureLinuxGuest();
  const own = (path: string, file: string): string => agent.file(file, readFileSync(path), owner, 0o600);
  return `<domain type='qemu'>
  <name>${name}</name>
  <memory unit='MiB'>160</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>${own(kernel, 'vmlinuz')}</kernel>
    <initrd>${own(initrd, 'initrd.img')}</initrd>
    <cmdline>${KERNEL_ARGUMENTS}</cmdline>
  </os>
  <features><acpi/></features>
  <devices><serial type='pty'/><console type='pty'/>${devices}</devices>
</domain>
`;
}

/** A virtio-serial channel on a PTY; in the guest it is `/dev/vportNpM`. */
export const CHANNEL = `<channel type='pty'><target type='virtio' name='org.virtcell.test'/></channel>`;
