import type { Domain } from '../../domain-xml/model/domain.ts';
import type { MemoryDevice, Nvdimm } from '../../domain-xml/model/hardware.ts';
import { type Arguments, device, object } from './optionText.ts';
import { pciProperties, type Wiring } from './wiring.ts';

const ALIGNMENT = 2 * 1024 * 1024;

/** x86 plugs memory in by large pages: a size between two is rounded up, as libvirt does. */
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** Memory that the machine is born with, in bytes: the domain's counts its memory devices too, as libvirt's does. */
export const bootMemory = ({ memory, memoryDevices }: Domain): number =>
  memoryDevices.reduce((rest, { size }) => rest - size, memory);

type Pair = readonly [key: string, value: string | number | undefined];

/** What `-machine` says of memory devices. */
export function memoryMachine({ memoryDevices }: Domain): Pair[] {
  const enclaves = memoryDevices.filter(({ model }) => model === 'sgx-epc');
  return [
    ['nvdimm', memoryDevices.some(({ model }) => model === 'nvdimm') ? 'on' : undefined],
    ...enclaves.flatMap(({ alias }, i): Pair[] => [
      [`sgx-epc.${i}.memdev`, `mem${alias}`],
      [`sgx-epc.${i}.node`, 0],
    ]),
  ];
}

/** The backing of SGX memory, which the machine refers to. */
export function enclaveMemory({ memoryDevices }: Domain): Arguments {
  return memoryDevices.flatMap(({ model, alias, size }) =>
    model === 'sgx-epc'
      ? object({ 'qom-type': 'memory-backend-epc', id: `mem${alias}`, prealloc: true, size: aligned(size) })
      : [],
  );
}

/** NVDIMMs and virtio-pmem devices, each after the file that it is made of. */
export function memoryDevices(wiring: Wiring): Arguments {
  return wiring.domain.memoryDevices.flatMap((each) => {
    if (each.model === 'nvdimm') return [...backing(each, each.source.path, each.shared), ...nvdimm(each)];
    if (each.model === 'virtio-pmem') return [...backing(each, each.source.path, true), ...pmem(wiring, each)];
    return [];
  });
}

/** Preallocated: a sparse file on a full filesystem would otherwise end the guest by SIGBUS, long after its start. */
function backing({ alias, size }: MemoryDevice, path: string, share: boolean): Arguments {
  return object({
    'qom-type': 'memory-backend-file',
    id: `mem${alias}`,
    'mem-path': path,
    share,
    prealloc: true,
    size: aligned(size),
  });
}

function nvdimm({ alias, readonly, labelSize, slot }: Nvdimm): Arguments {
  return device({
    driver: 'nvdimm',
    node: 0,
    'label-size': labelSize,
    unarmed: readonly ? true : undefined,
    memdev: `mem${alias}`,
    id: alias,
    slot,
  });
}

function pmem(wiring: Wiring, { alias }: MemoryDevice): Arguments {
  return device({ driver: 'virtio-pmem-pci', memdev: `mem${alias}`, id: alias, ...pciProperties(wiring, alias) });
}
