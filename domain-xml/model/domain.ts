import type { Range } from '../position.ts';
import type { HostDevice, LaunchSecurity, MemoryDevice, NvmeSource } from './hardware.ts';

/** Where a value of the domain comes from: an XPath with one-based positions, and its place in the text. */
export interface Origin {
  /** For example `/domain/devices/disk[2]/source`; a position is given where siblings share the name. */
  readonly element: string;
  /** From the `<` of the start tag to the `>` of the end tag. */
  readonly range: Range;
}

/** A domain as the supported subset understands it, every default of the subset filled in. Sizes are bytes. */
export interface Domain {
  readonly type: 'qemu' | 'kvm';
  readonly name: string;
  readonly uuid?: string;
  readonly title?: string;
  readonly description?: string;
  /** Memory devices included. */
  readonly memory: number;
  readonly currentMemory: number;
  readonly vcpus: { readonly maximum: number; readonly current: number };
  readonly os: Os;
  readonly features: Features;
  readonly cpu?: Cpu;
  readonly clock: Clock;
  readonly onPoweroff: LifecycleAction;
  readonly onReboot: LifecycleAction;
  readonly onCrash: LifecycleAction;
  readonly emulator?: { readonly path: string; readonly origin: Origin };
  readonly disks: readonly Disk[];
  readonly controllers: readonly Controller[];
  readonly interfaces: readonly NetworkInterface[];
  /** Serial ports, then consoles, then channels. A `<console>` that only names the first serial port is merged into it. */
  readonly characterDevices: readonly CharacterDevice[];
  readonly rngs: readonly Rng[];
  readonly inputs: readonly Input[];
  /** `none` when the domain asks for no balloon. */
  readonly memballoon: Memballoon;
  readonly videos: readonly Video[];
  readonly graphics: readonly Graphics[];
  readonly tpm?: Tpm;
  readonly audio?: Audio;
  readonly sounds: readonly Sound[];
  readonly smartcards: readonly UsbChardev[];
  readonly redirdevs: readonly UsbChardev[];
  readonly memoryBacking?: MemoryBacking;
  /** Nodes of the private /dev that the metadata asks for, beyond what devices need. */
  readonly extraNodes: readonly HostFile[];
  readonly hostDevices: readonly HostDevice[];
  readonly memoryDevices: readonly MemoryDevice[];
  /** What `memory` and memory devices may become together, and the sockets for NVDIMMs. */
  readonly maxMemory?: { readonly size: number; readonly slots: number };
  readonly launchSecurity?: LaunchSecurity;
  readonly origin: Origin;
}

export type LifecycleAction = 'destroy' | 'restart' | 'preserve' | 'rename-restart';

/** A file of the host that the domain names. */
export interface HostFile {
  readonly path: string;
  readonly origin: Origin;
}

export interface Os {
  readonly arch: 'x86_64' | 'i686';
  /** QEMU's machine type; `pc` when the XML names none. */
  readonly machine: string;
  readonly kernel?: HostFile;
  readonly initrd?: HostFile;
  readonly dtb?: HostFile;
  /** Firmware, instead of QEMU's own. */
  readonly loader?: HostFile & { readonly type: 'rom' | 'pflash'; readonly readonly: boolean };
  /** The variables of that firmware, in a flash of its own. */
  readonly nvram?: HostFile;
  readonly cmdline?: string;
  /** In the order in which firmware tries them; empty when single devices carry `<boot order>`. */
  readonly boot: readonly BootDevice[];
}

export type BootDevice = 'hd' | 'cdrom' | 'network' | 'fd';

/** Tri-state where libvirt has one: absent means QEMU's default. */
export interface Features {
  readonly acpi: boolean;
  readonly apic: boolean;
  readonly pae: boolean;
}

export interface Cpu {
  readonly mode: 'custom' | 'host-model' | 'host-passthrough' | 'maximum';
  /** Only with mode `custom`. */
  readonly model?: string;
  /** One NUMA node with all virtual CPUs. */
  readonly numa?: true;
  readonly topology?: { readonly sockets: number; readonly cores: number; readonly threads: number };
}

export interface Clock {
  readonly offset: 'utc' | 'localtime';
}

export type Address =
  | PciAddress
  | {
      readonly type: 'drive';
      readonly controller: number;
      readonly bus: number;
      readonly target: number;
      readonly unit: number;
    }
  | { readonly type: 'virtio-serial'; readonly controller: number; readonly bus: number; readonly port: number }
  | { readonly type: 'usb'; readonly bus: number; readonly port: string };

export interface PciAddress {
  readonly type: 'pci';
  readonly domain: number;
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
  readonly multifunction?: boolean;
}

/**
 * What every device has. The alias is the one libvirt would give, and QEMU's id; an alias in the XML is kept when it
 * begins with `ua-`. Graphics, which libvirt gives none, are called `graphics0`. A device that the XML does not have (a
 * controller that another device needs, the balloon) comes from the element that calls for it.
 */
export interface Device {
  readonly alias: string;
  readonly origin: Origin;
  readonly address?: Address;
}

/** In the order of the text. IDE, SATA and SCSI disks always have an address. */
export interface Disk extends Device {
  readonly device: 'disk' | 'cdrom' | 'lun';
  /** Absent for an empty cdrom drive, and for a disk that QEMU drives itself. */
  readonly source?: HostFile & { readonly kind: 'file' | 'block' };
  /** Instead of `source`. */
  readonly nvme?: NvmeSource;
  /** The socket of the helper that carries out persistent reservations. */
  readonly reservations?: HostFile;
  readonly format: 'raw' | 'qcow2';
  readonly cache?: 'none' | 'writeback' | 'writethrough' | 'directsync' | 'unsafe';
  readonly io?: 'threads' | 'native' | 'io_uring';
  readonly discard?: 'unmap' | 'ignore';
  readonly detectZeroes?: 'off' | 'on' | 'unmap';
  readonly target: { readonly dev: string; readonly bus: DiskBus };
  readonly readonly: boolean;
  readonly shareable: boolean;
  readonly serial?: string;
  readonly bootOrder?: number;
}

export type DiskBus = 'virtio' | 'ide' | 'sata' | 'scsi';

export interface Controller extends Device {
  readonly type: 'pci' | 'ide' | 'sata' | 'scsi' | 'usb' | 'virtio-serial';
  readonly index: number;
  /** As in libvirt: `pci-root`, `pcie-root`, `virtio-scsi`, `piix3-uhci`, `qemu-xhci`, `none` …; given for PCI, SCSI and USB. */
  readonly model?: string;
}

export interface NetworkInterface extends Device {
  readonly type: 'user';
  readonly mac?: string;
  readonly model: string;
  readonly bootOrder?: number;
}

export type ChardevBackend =
  | { readonly type: 'pty' }
  | { readonly type: 'null' }
  | { readonly type: 'file'; readonly file: HostFile; readonly append: boolean }
  /** A character device of the host. */
  | { readonly type: 'dev'; readonly file: HostFile }
  /** A FIFO, or two of them with `.in` and `.out` behind the name. */
  | { readonly type: 'pipe'; readonly file: HostFile }
  | { readonly type: 'unix'; readonly mode: 'bind' | 'connect'; readonly socket: HostFile };

export type CharacterTarget =
  | { readonly type: 'isa-serial'; readonly port: number }
  | { readonly type: 'isa-parallel'; readonly port: number }
  | { readonly type: 'usb-serial' }
  | { readonly type: 'pci-serial' }
  | { readonly type: 'virtio-console' }
  | { readonly type: 'virtio-channel'; readonly name?: string };

/** Virtio consoles and channels always have an address with a port. */
export interface CharacterDevice extends Device {
  readonly kind: 'serial' | 'parallel' | 'console' | 'channel';
  readonly backend: ChardevBackend;
  readonly target: CharacterTarget;
}

export interface Rng extends Device {
  readonly backend:
    | { readonly model: 'random'; readonly file: HostFile }
    | { readonly model: 'builtin' }
    | { readonly model: 'egd'; readonly chardev: ChardevBackend };
  readonly rate?: { readonly bytes: number; readonly period?: number };
}

export interface Input extends Device {
  readonly type: 'mouse' | 'keyboard' | 'tablet' | 'evdev' | 'passthrough';
  /** `none` for evdev, which is no device of the guest's. */
  readonly bus: 'ps2' | 'usb' | 'virtio' | 'none';
  /** The host's event device, of evdev and passthrough. */
  readonly source?: HostFile;
  readonly grab?: { readonly all: boolean; readonly toggle?: string; readonly repeat?: boolean };
}

export type Memballoon = { readonly model: 'none' } | (Device & { readonly model: 'virtio' });

export interface Video extends Device {
  readonly model: 'none' | 'vga' | 'virtio' | 'cirrus' | 'bochs';
  /** In KiB, as the XML has it. */
  readonly vram?: number;
  /** Pictures lie in memory shared with the host, which takes /dev/udmabuf. */
  readonly blob?: true;
}

/** The sound system that sound cards play to. */
export type Audio =
  | { readonly type: 'none' }
  /** By ALSA's names; its default device where there is none. */
  | { readonly type: 'alsa'; readonly input?: string; readonly output?: string; readonly origin: Origin }
  | { readonly type: 'oss'; readonly input: HostFile; readonly output: HostFile };

export interface Sound extends Device {
  readonly model: 'ich6' | 'ich9' | 'ac97';
}

/** A device on USB that a program of the host plays: a smart card, or a USB device that it hands over. */
export interface UsbChardev extends Device {
  readonly backend: ChardevBackend;
}

export interface MemoryBacking {
  /** In a file in memory, by memfd_create(2). */
  readonly memfd: boolean;
  readonly shared: boolean;
  readonly hugepages: boolean;
  readonly mergeable: boolean;
}

/** A TPM of the host that the guest has for itself. */
export interface Tpm extends Device {
  readonly model: 'tpm-tis' | 'tpm-crb';
  readonly file: HostFile;
}

export type Graphics = VncServer | HeadlessGl;

/** Draws with OpenGL and shows nothing itself. */
export type HeadlessGl = Device & {
  readonly type: 'egl-headless';
  /** Absent: the first one of the host. */
  readonly renderNode?: HostFile;
};

export type VncServer = Device & {
  readonly type: 'vnc';
  /** The socket's path or, without one, an address; QEMU's display number is port − 5900, −1 asks for a free one. */
  readonly listen: 'nowhere' | { readonly socket: HostFile } | { readonly address: string; readonly port: number };
};
