import { bootSector } from '../../scripts/guest/bootSector.mjs';
import type { AgentProcess } from './agentProcess.ts';

export interface TestDomain {
  readonly name: string;
  readonly disk?: string;
  /** More XML inside `<devices>`. */
  readonly devices?: string;
  readonly uuid?: string;
  readonly emulator?: string;
}

/** A domain that boots the boot-sector guest, which prints a banner on its serial port and echoes what is typed. */
export function bootSectorDomain(agent: AgentProcess, domain: TestDomain, owner = 0): string {
  const disk = domain.disk ?? agent.file(`${domain.name}.img`, paddedBootSector(), owner, 0o600);
  return bootSectorXml({ ...domain, disk });
}

/** The same with a disk that is there already. */
export function bootSectorXml(domain: TestDomain & { readonly disk: string }): string {
  const { disk } = domain;
  const uuid = domain.uuid ? `<uuid>${domain.uuid}</uuid>` : '';
  const emulator = domain.emulator ? `<emulator>${domain.emulator}</emulator>` : '';
  return `<domain type='qemu'>
  <name>${domain.name}</name>${uuid}
  <memory unit='MiB'>32</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <features><acpi/></features>
  <devices>${emulator}
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='${disk}'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <serial type='pty'/>
    <console type='pty'/>
    ${domain.devices ?? ''}
  </devices>
</domain>
`;
}

/** Firmware wants more than one sector on a disk. */
export function paddedBootSector(): Buffer {
  return Buffer.concat([bootSector(), Buffer.alloc((1 << 20) - 512)]);
}
