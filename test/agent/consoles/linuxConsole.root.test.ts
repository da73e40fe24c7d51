import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureLinuxGuest, KERNEL_ARGUMENTS } from '../../../scripts/guest/linux.mjs';
import { AgentProcess } from '../agentProcess.ts';

const UID = 1000;

let agent: AgentProcess;
beforeEach(async () => {
  agent = await AgentProcess.start({ sudoUid: UID });
});
afterEach(() => agent.dispose());

/** The cache may lie in a home that only its owner may enter: a user's domain needs files of its own. */
function linuxDomain(name: string): string {
  const { kernel, initrd } = ensureLinuxGuest();
  const own = (path: string, file: string): string => agent.file(file, readFileSync(path), UID, 0o600);
  return `<domain type='qemu'>
  <name>${name}</name>
  <memory unit='MiB'>128</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>${own(kernel, 'vmlinuz')}</kernel>
    <initrd>${own(initrd, 'initrd.img')}</initrd>
    <cmdline>${KERNEL_ARGUMENTS}</cmdline>
  </os>
  <features><acpi/></features>
  <devices><serial type='pty'/><console type='pty'/></devices>
</domain>
`;
}

describe('a Linux guest of an ordinary user', () => {
  it('has a shell that answers through virtcell console', async () => {
    const created = await agent.virtcell(['create', agent.file('linux.xml', linuxDomain('linux'))], { uid: UID });
    expect(created.stderr).toBe('');
    const ready = await agent.virtcell(['console', 'linux', '--read-only', '--until', 'virtcell:~#'], { uid: UID });
    expect(ready.stdout).toContain('virtcell linux guest ready');
    const answer = await agent.virtcell(['console', 'linux', '--until', '\n42\r\n'], {
      uid: UID,
      input: 'echo $((6*7))\r',
    });
    expect(answer.code).toBe(0);
    const off = await agent.virtcell(['console', 'linux'], { uid: UID, input: 'poweroff -f\r' });
    expect(off.code).toBe(0);
  });
});
