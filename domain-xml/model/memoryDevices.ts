import type { DomainValue, LaunchSecurityValue, MemoryDeviceValue } from '../schema/drafts.ts';
import { deviceOf, pciAddressOf } from './deviceParts.ts';
import type { Domain } from './domain.ts';
import type { LaunchSecurity, MemoryDevice } from './hardware.ts';
import type { Origins } from './origins.ts';
import { present } from './present.ts';

const KIB = 1024;

/** libvirt counts memory in KiB and rounds up. */
export function bytesOf(size: { readonly text: number; readonly attr: { readonly unit?: number } }): number {
  return Math.ceil((size.text * (size.attr.unit ?? KIB)) / KIB) * KIB;
}

/** All of it. Where a NUMA node says what the machine is born with, that and the memory devices are all, as in libvirt. */
export function memoryOf({ child: { memory, cpu, devices } }: DomainValue): number {
  const cell = cpu?.child.numa?.child.cell;
  if (!cell) return bytesOf(memory);
  const plugged = (devices?.child.memory ?? []).map(({ child }) => bytesOf(child.target.child.size));
  return plugged.reduce((sum, size) => sum + size, bytesOf({ text: cell.attr.memory, attr: cell.attr }));
}

const ALIAS = { nvdimm: 'nvdimm', 'virtio-pmem': 'virtiopmem', 'sgx-epc': 'epc' } as const;

/** Numbered by model, as in libvirt. */
export function memoryDevicesOf(devices: readonly MemoryDeviceValue[], origins: Origins): MemoryDevice[] {
  const counts = new Map<string, number>();
  return devices.map((each) => {
    const index = counts.get(each.model) ?? 0;
    counts.set(each.model, index + 1);
    return memoryDevice(each, `${ALIAS[each.model]}${index}`, origins);
  });
}

function memoryDevice(each: MemoryDeviceValue, usual: string, origins: Origins): MemoryDevice {
  const device = { ...deviceOf(each, usual, origins), size: bytesOf(each.child.target.child.size) };
  if (each.model === 'sgx-epc') return { ...device, model: each.model };
  const { path } = each.child.source.child;
  const source = origins.file(path.text, each.child.source.node);
  if (each.model === 'virtio-pmem') {
    return present({ ...device, model: each.model, source, address: pciAddressOf(each.child.address) });
  }
  const { label, readonly } = each.child.target.child;
  return present({
    ...device,
    model: each.model,
    source,
    shared: each.attr.access !== 'private',
    readonly: readonly !== undefined,
    labelSize: label && bytesOf(label.child.size),
    slot: each.child.address?.attr.slot,
  });
}

export function maxMemoryOf({ child: { maxMemory } }: DomainValue): Domain['maxMemory'] {
  return maxMemory && { size: bytesOf(maxMemory), slots: maxMemory.attr.slots };
}

/** What an owner of a SEV-SNP guest allows who says nothing: threads on both halves of a core, and the reserved bit. */
const SNP_POLICY = 0x30000;

export function launchSecurityOf(value: LaunchSecurityValue | undefined, origins: Origins): LaunchSecurity | undefined {
  if (!value) return undefined;
  const { cbitpos, reducedPhysBits, policy } = value.child;
  return present({
    type: value.type,
    cbitpos: cbitpos.text,
    reducedPhysBits: reducedPhysBits.text,
    policy: policy?.text ?? SNP_POLICY,
    kernelHashes: value.attr.kernelHashes,
    origin: origins.of(value.node),
  });
}
