import type { Domain, Origin } from '../../domain-xml/model/domain.ts';
import type { HostDevice, MemoryDevice } from '../../domain-xml/model/hardware.ts';
import type { HardwareFacts } from './hostFacts.ts';

/** A node that hardware of the domain needs, and the element that asks for it. */
export interface HardwareNode {
  readonly path: string;
  readonly origin: Origin;
  /** Whether QEMU cannot do without opening it. */
  readonly opened: boolean;
}

/** What the domain's hardware needs below /dev beyond files that the XML names. */
export function hardwareNodes(domain: Domain, hardware: HardwareFacts): HardwareNode[] {
  const own = (alias: string): string[] => {
    const node = hardware.deviceNodes?.[alias];
    return typeof node === 'string' ? [node] : [];
  };
  const at = (origin: Origin, paths: readonly string[]) =>
    paths.map((path) => ({ path, origin, opened: !UNOPENED.has(path) }));
  return [
    ...domain.hostDevices.flatMap((device) => at(device.source.origin, [...own(device.alias), ...sharedNodes(device)])),
    ...domain.disks.flatMap(({ alias, nvme }) => (nvme ? at(nvme.origin, [...own(alias), VFIO]) : [])),
    ...domain.disks.flatMap(({ reservations }) => (reservations ? at(reservations.origin, [DEVICE_MAPPER]) : [])),
    ...domain.memoryDevices.flatMap((memory) => at(memory.origin, memoryNodes(memory))),
    ...(domain.launchSecurity ? at(domain.launchSecurity.origin, ['/dev/sev']) : []),
  ];
}

/** The helper for reservations asks it for the paths of a multipath device. */
const DEVICE_MAPPER = '/dev/mapper/control';
/** Without it, a guest's enclaves cannot prove themselves to others; they run all the same. */
const SGX_PROVISION = '/dev/sgx_provision';
const UNOPENED: ReadonlySet<string> = new Set([DEVICE_MAPPER, SGX_PROVISION]);

/** The container of IOMMU groups: QEMU opens it once for all its VFIO devices. */
const VFIO = '/dev/vfio/vfio';

function sharedNodes(device: HostDevice): string[] {
  switch (device.type) {
    case 'pci':
      return [device.iommufd ? '/dev/iommu' : VFIO];
    case 'mdev':
      return [VFIO];
    case 'scsi_host':
      return ['/dev/vhost-scsi'];
    default:
      return [];
  }
}

const memoryNodes = ({ model }: MemoryDevice): string[] =>
  model === 'sgx-epc' ? ['/dev/sgx_vepc', SGX_PROVISION] : [];

/** Whether the domain has a device that reaches the guest's memory by itself: then that memory cannot be swapped. */
export const hasVfio = ({ hostDevices, disks }: Domain): boolean =>
  hostDevices.some(({ type }) => type === 'pci' || type === 'mdev') || disks.some(({ nvme }) => nvme !== undefined);
