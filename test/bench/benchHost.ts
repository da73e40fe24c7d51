import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the bench needs of the host and gives back. */
export interface BenchHost {
  readonly folder: string;
  /** The same domain, to the letter, for everybody; its disk is a loop device. */
  readonly xml: string;
  readonly xmlFile: string;
  remove(): void;
}

export const DOMAIN_NAME = `virtcell-bench-${process.pid}`;

export function prepareHost(): BenchHost {
  // Only root may write in /run: QEMU's monitor listens there.
  const folder = mkdtempSync('/run/virtcell-bench-');
  const image = join(folder, 'disk.img');
  writeFileSync(image, '');
  truncateSync(image, 1 << 20);
  const disk = execFileSync('losetup', ['--find', '--show', image], { encoding: 'utf8' }).trim();
  const xml = domainXml(disk);
  const xmlFile = join(folder, 'domain.xml');
  writeFileSync(xmlFile, xml);
  const remove = (): void => {
    execFileSync('losetup', ['--detach', disk]);
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, xml, xmlFile, remove };
}

const domainXml = (disk: string): string => `<domain type='qemu'>
  <name>${DOMAIN_NAME}</name>
  <memory unit='MiB'>128</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <disk type='block' device='disk'>
      <driver name='qemu' type='raw'/>
      <source dev='${disk}'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
    <serial type='pty'><target port='0'/></serial>
    <console type='pty'/>
  </devices>
</domain>
`;
