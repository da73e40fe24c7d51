import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readDomain } from '../../../domain-xml/readDomain.ts';
import type { PlannedNode } from '../../../plan/privateDev/devPlan.ts';
import { type MadeUpHost, planOn } from './madeUpHost.ts';
import type { MadeUpSysfs } from './madeUpSysfs.ts';

/* Every kind of hardware that brings nodes, on one made-up host: the domains of test/dev-sets, by name. */

const host: { readonly dev: MadeUpHost; readonly sysfs: MadeUpSysfs } = JSON.parse(
  readFileSync('test/dev-sets/hosts/hardware.json', 'utf8'),
);

function planOf(name: string): ReturnType<typeof planOn> {
  const { domain, diagnostics } = readDomain(readFileSync(`test/dev-sets/cases/${name}.xml`, 'utf8'));
  expect(diagnostics).toEqual([]);
  if (!domain) throw new Error('no domain');
  return planOn(domain, host.dev, { sysfs: host.sysfs });
}

/** Nodes that the XML asks for, links and folders left out, each with what asks for it. */
function wantedIn({ plan }: ReturnType<typeof planOn>): string[] {
  return plan.nodes.flatMap((node) => {
    const elements = elementsOf(node);
    return node.kind === 'directory' || node.kind === 'link' || elements.length === 0
      ? []
      : [`${node.path} ${elements.join(' ')}`];
  });
}

const elementsOf = ({ reasons }: PlannedNode): string[] =>
  reasons.flatMap((reason) => (reason.kind === 'element' ? [reason.element.replace('/domain/', '')] : []));

/** The nodes, and no error. */
function nodesOf(name: string): string[] {
  const result = planOf(name);
  expect(result.diagnostics).toEqual([]);
  return wantedIn(result).map((line) => line.replaceAll(' devices/', ' '));
}

const errorsOf = (name: string): string[] =>
  planOf(name).diagnostics.map(
    ({ code, element, message }) => `${code} ${element.replace('/domain/devices/', '')}: ${message}`,
  );

describe('row: hostdev pci, interface hostdev', () => {
  test('the group and the container of groups', () => {
    expect(planOf('hostdev-pci').plan.nodes).toEqual(
      expect.arrayContaining([expect.objectContaining({ path: '/dev/vfio/12', kind: 'char', major: 243, minor: 12 })]),
    );
    expect(nodesOf('hostdev-pci')).toEqual(['/dev/vfio/12 hostdev/source', '/dev/vfio/vfio hostdev/source']);
    expect(nodesOf('interface-hostdev')).toEqual(['/dev/vfio/14 interface/source', '/dev/vfio/vfio interface/source']);
  });

  test('edge 8, edge 38: two devices of one group share its node, which has both reasons', () => {
    expect(nodesOf('hostdev-pci-two-of-a-group')).toEqual([
      '/dev/vfio/12 hostdev[1]/source hostdev[2]/source',
      '/dev/vfio/vfio hostdev[1]/source hostdev[2]/source',
    ]);
    expect(nodesOf('hostdev-pci-and-mdev-of-groups')).toEqual([
      '/dev/vfio/12 hostdev[1]/source hostdev[2]/source',
      '/dev/vfio/15 hostdev[3]/source',
      '/dev/vfio/vfio hostdev[1]/source hostdev[2]/source hostdev[3]/source',
    ]);
  });

  test('edge 38: what the host has not is an error that names the element', () => {
    expect(errorsOf('hostdev-pci-without-group')).toEqual([
      'missing-device-node hostdev/source: the PCI device 0000:04:00.0 has no IOMMU group: the host’s IOMMU is off, or does not reach it',
    ]);
    expect(errorsOf('hostdev-pci-absent')).toEqual([
      'missing-device-node hostdev/source: the PCI device 0000:77:00.0 is not there on this host',
    ]);
    expect(errorsOf('hostdev-pci-not-bound')).toEqual([
      'missing-device-node hostdev/source: /dev/vfio/16 is not there on this host',
    ]);
    expect(planOf('hostdev-pci-absent').diagnostics).toMatchObject([
      { range: { start: { line: 7 } }, path: '/sys/bus/pci/devices/0000:77:00.0' },
    ]);
  });
});

test('row: the same with iommufd', () => {
  expect(nodesOf('hostdev-pci-iommufd')).toEqual([
    '/dev/iommu hostdev/source',
    '/dev/vfio/devices/vfio3 hostdev/source',
  ]);
  expect(nodesOf('interface-hostdev-iommufd')).toEqual([
    '/dev/iommu interface/source',
    '/dev/vfio/devices/vfio3 interface/source',
  ]);
  expect(nodesOf('hostdev-pci-both-ways')).toEqual([
    '/dev/iommu hostdev[2]/source',
    '/dev/vfio/12 hostdev[1]/source',
    '/dev/vfio/devices/vfio3 hostdev[2]/source',
    '/dev/vfio/vfio hostdev[1]/source',
  ]);
});

describe('row: hostdev usb', () => {
  test.each([
    ['hostdev-usb-by-model', '/dev/bus/usb/001/004'],
    ['hostdev-usb-by-address', '/dev/bus/usb/002/003'],
    ['hostdev-usb-model-and-address', '/dev/bus/usb/001/005'],
  ])('%s', (name, node) => {
    expect(nodesOf(name)).toEqual([`${node} hostdev/source`]);
  });

  test('none when missing and startupPolicy allows', () => {
    expect(nodesOf('hostdev-usb-missing-optional')).toEqual([]);
    expect(errorsOf('hostdev-usb-missing-requisite')).toEqual([
      'missing-device-node hostdev/source: the USB device 1234:5678 is not there on this host',
    ]);
    expect(errorsOf('hostdev-usb-moved')).toEqual([
      'missing-device-node hostdev/source: the USB device 046d:c52b at bus 1, device 9 is not there on this host',
    ]);
  });

  test('several that answer to the XML are an error that names them', () => {
    expect(errorsOf('hostdev-usb-ambiguous')).toEqual([
      'ambiguous-device hostdev/source: the USB device 0781:5581: there are several on this host, /dev/bus/usb/001/005, /dev/bus/usb/002/003; name one by its address',
    ]);
  });
});

test('row: hostdev scsi on a host adapter', () => {
  expect(nodesOf('hostdev-scsi')).toEqual(['/dev/sg1 hostdev/source']);
  expect(errorsOf('hostdev-scsi-without-generic')).toEqual([
    'missing-device-node hostdev/source: the SCSI device 2:0:0:2 has no generic node: load the module sg',
  ]);
});

test('row: hostdev scsi_host vhost', () => {
  expect(nodesOf('hostdev-vhost-scsi')).toEqual(['/dev/vhost-scsi hostdev/source']);
});

test('row: hostdev mdev', () => {
  expect(nodesOf('hostdev-mdev')).toEqual(['/dev/vfio/15 hostdev/source', '/dev/vfio/vfio hostdev/source']);
  expect(nodesOf('hostdev-mdev-two')).toEqual([
    '/dev/vfio/15 hostdev[1]/source',
    '/dev/vfio/17 hostdev[2]/source',
    '/dev/vfio/vfio hostdev[1]/source hostdev[2]/source',
  ]);
  expect(errorsOf('hostdev-mdev-absent')).toEqual([
    'missing-device-node hostdev/source: the mediated device 53764d0e-85a0-42b4-af5c-2046b460b1de is not there on this host',
  ]);
});

test('row: disk nvme', () => {
  expect(nodesOf('disk-nvme')).toEqual(['/dev/vfio/13 disk/source', '/dev/vfio/vfio disk/source']);
  expect(nodesOf('disk-nvme-and-pci-of-a-group')).toEqual([
    '/dev/vfio/13 hostdev/source disk/source',
    '/dev/vfio/vfio hostdev/source disk/source',
  ]);
  expect(nodesOf('disk-nvme-two-namespaces')).toEqual([
    '/dev/vfio/13 disk[1]/source disk[2]/source',
    '/dev/vfio/vfio disk[1]/source disk[2]/source',
  ]);
});

test('row: disk reservations', () => {
  expect(nodesOf('disk-reservations')).toEqual(
    [
      '/dev/dm-2 disk/source',
      '/dev/mapper/control disk/source/reservations',
      '/dev/sdb disk/source',
      '/dev/block/8:32 disk/source',
    ].sort(),
  );
});

describe('row: disk on device-mapper', () => {
  test('edge 30: what it is made of is there by number, as links where the host has them', () => {
    const { plan, diagnostics } = planOf('disk-dm');
    expect(diagnostics).toEqual([]);
    expect(plan.nodes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ path: '/dev/block/8:1', kind: 'link', target: '../sda1' }),
        expect.objectContaining({ path: '/dev/sda1', kind: 'block', major: 8, minor: 1 }),
      ]),
    );
    expect(nodesOf('disk-dm')).toEqual(['/dev/dm-0 disk/source', '/dev/sda1 disk/source']);
  });

  test('edge 30: down to the last layer; without a link the node itself stands under its number', () => {
    expect(nodesOf('disk-dm-on-dm')).toEqual([
      '/dev/block/8:32 disk/source',
      '/dev/dm-1 disk/source',
      '/dev/dm-2 disk/source',
      '/dev/sda1 disk/source',
      '/dev/sdb disk/source',
    ]);
    expect(nodesOf('disk-dm-shared')).toContain('/dev/sda1 disk[1]/source disk[2]/source');
  });

  test('edge 30: 32 layers are followed, more are an error', () => {
    expect(nodesOf('disk-dm-32-deep')).toEqual(['/dev/deep-8 disk/source']);
    expect(errorsOf('disk-dm-too-deep')).toEqual([
      'device-stack-too-deep disk/source: /dev/deep-0 is on more than 32 layers of device-mapper',
    ]);
  });

  test('edge 30: a kernel without device-mapper has nothing below', () => {
    const { domain } = readDomain(readFileSync('test/dev-sets/cases/disk-dm-on-dm.xml', 'utf8'));
    const result = domain && planOn(domain, host.dev, { sysfs: {} });
    expect(result?.diagnostics).toEqual([]);
    expect(result && wantedIn(result)).toEqual(['/dev/dm-1 devices/disk/source']);
  });
});

test('row: memory nvdimm, virtio-pmem', () => {
  expect(nodesOf('memory-nvdimm')).toEqual(['/dev/dax0.0 memory/source']);
  expect(nodesOf('memory-virtio-pmem')).toEqual(['/dev/pmem0 memory/source']);
});

test('row: memory sgx-epc', () => {
  expect(nodesOf('memory-sgx-epc')).toEqual(['/dev/sgx_provision memory', '/dev/sgx_vepc memory']);
  expect(nodesOf('memory-all')).toEqual([
    '/dev/dax0.0 memory[1]/source',
    '/dev/pmem0 memory[2]/source',
    '/dev/sgx_provision memory[3]',
    '/dev/sgx_vepc memory[3]',
  ]);
});

test('row: launchSecurity sev, sev-snp', () => {
  expect(nodesOf('launch-security-sev')).toContain('/dev/sev launchSecurity');
  expect(nodesOf('launch-security-sev-snp')).toContain('/dev/sev launchSecurity');
});

test('edge 38: all of it in one domain', () => {
  expect(nodesOf('hardware-everything')).toMatchSnapshot();
});

test('edge 21: a host without any of it says so for each', () => {
  const { domain } = readDomain(readFileSync('test/dev-sets/cases/hardware-everything.xml', 'utf8'));
  const result = domain && planOn(domain, {}, { sysfs: {} });
  const elements = result?.diagnostics.map(({ element }) => element.replace('/domain/devices/', '')) ?? [];
  expect(new Set(elements)).toEqual(
    new Set([
      ...['interface/source', 'disk[1]/source', 'disk[2]/source', 'memory/source'],
      ...[1, 2, 3, 4, 5, 6].map((n) => `hostdev[${n}]/source`),
    ]),
  );
});
