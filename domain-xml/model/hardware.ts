import type { Device, HostFile, Origin } from './domain.ts';

/* The host's hardware that a domain asks for. */

/** Where a PCI device of the host sits. */
export interface HostPciAddress {
  readonly domain: number;
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
}

/** As the kernel and lspci -D write it: `0000:01:00.0`. */
export function pciName({ domain, bus, slot, function: fn }: HostPciAddress): string {
  const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0');
  return `${hex(domain, 4)}:${hex(bus, 2)}:${hex(slot, 2)}.${fn}`;
}

/**
 * A device of the host that the guest has for itself: from `<hostdev>`, or from an `<interface>` of that type. What is
 * said against it is said about its `<source>`.
 */
export type HostDevice = HostPciDevice | HostUsbDevice | HostScsiDevice | HostScsiTarget | MediatedDevice;

interface Given extends Device {
  readonly source: { readonly origin: Origin };
}

export interface HostPciDevice extends Given {
  readonly type: 'pci';
  readonly host: HostPciAddress;
  /** By /dev/iommu and the device's own node, instead of its group's. */
  readonly iommufd: boolean;
  readonly rom?: { readonly bar?: boolean; readonly file?: HostFile };
  readonly bootOrder?: number;
}

/** Named by vendor and product, by bus and device number, or by both. */
export interface HostUsbDevice extends Given {
  readonly type: 'usb';
  readonly model?: { readonly vendor: number; readonly product: number };
  readonly host?: { readonly bus: number; readonly device: number };
  /** Left out of the machine when it is not there. */
  readonly optional: boolean;
  readonly bootOrder?: number;
}

/** Always has a drive address. */
export interface HostScsiDevice extends Given {
  readonly type: 'scsi';
  readonly host: { readonly adapter: number; readonly bus: number; readonly target: number; readonly unit: number };
  readonly readonly: boolean;
}

export interface HostScsiTarget extends Given {
  readonly type: 'scsi_host';
  readonly wwpn: string;
}

export interface MediatedDevice extends Given {
  readonly type: 'mdev';
  readonly uuid: string;
}

/** A namespace of an NVMe controller of the host. */
export interface NvmeSource {
  readonly host: HostPciAddress;
  readonly namespace: number;
  readonly origin: Origin;
}

export type MemoryDevice = Nvdimm | VirtioPmem | SgxEpc;

interface Memory extends Device {
  /** In bytes, the label area included. */
  readonly size: number;
}

export interface Nvdimm extends Memory {
  readonly model: 'nvdimm';
  readonly source: HostFile;
  readonly shared: boolean;
  readonly readonly: boolean;
  readonly labelSize?: number;
  readonly slot?: number;
}

export interface VirtioPmem extends Memory {
  readonly model: 'virtio-pmem';
  readonly source: HostFile;
}

export interface SgxEpc extends Memory {
  readonly model: 'sgx-epc';
}

/** Encryption of the guest's memory by AMD's secure processor. */
export interface LaunchSecurity {
  readonly type: 'sev' | 'sev-snp';
  readonly cbitpos: number;
  readonly reducedPhysBits: number;
  readonly policy: number;
  readonly kernelHashes?: boolean;
  readonly origin: Origin;
}
