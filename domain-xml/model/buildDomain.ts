import type { XmlDocument } from '../parse/xmlTree.ts';
import type { DomainValue } from '../schema/drafts.ts';
import { characterDevicesOf } from './characterDevices.ts';
import { controllersOf, neededControllers } from './controllers.ts';
import { disksOf } from './disks.ts';
import type { Cpu, Domain, Os } from './domain.ts';
import { hostDevicesOf } from './hostDevices.ts';
import { type Chipset, chipsetOf, DEFAULT_MACHINE } from './machine.ts';
import { memoryBackingOf } from './memoryBacking.ts';
import { bytesOf, launchSecurityOf, maxMemoryOf, memoryDevicesOf, memoryOf } from './memoryDevices.ts';
import { metadataNodes } from './metadataNodes.ts';
import { Origins } from './origins.ts';
import { present } from './present.ts';
import { graphicsOf, inputsOf, interfacesOf, memballoonOf, rngsOf, videosOf } from './smallDevices.ts';
import { audioOf, soundsOf } from './sound.ts';
import { tpmOf } from './tpm.ts';
import { usbChardevsOf } from './usbChardevs.ts';

/** The domain that a value without errors stands for, with the defaults of the subset. */
export function buildDomain(value: DomainValue, document: XmlDocument): Domain {
  const { attr, child, node } = value;
  const origins = new Origins(document);
  const os = osOf(value, origins);
  const memory = memoryOf(value);
  const emulator = child.devices?.child.emulator;
  return present({
    type: attr.type,
    name: child.name.text,
    uuid: child.uuid?.text,
    title: child.title?.text,
    description: child.description?.text,
    memory,
    maxMemory: maxMemoryOf(value),
    currentMemory: currentMemoryOf(value, memory),
    vcpus: vcpusOf(value),
    os,
    features: {
      acpi: child.features?.child.acpi !== undefined,
      apic: child.features?.child.apic !== undefined,
      pae: child.features?.child.pae !== undefined,
    },
    cpu: cpuOf(value),
    clock: { offset: child.clock?.attr.offset ?? 'utc' },
    onPoweroff: child.on_poweroff?.text ?? 'destroy',
    onReboot: child.on_reboot?.text ?? 'restart',
    onCrash: child.on_crash?.text ?? 'destroy',
    emulator: emulator && origins.file(emulator.text, emulator.node),
    launchSecurity: launchSecurityOf(child.launchSecurity, origins),
    ...devicesOf(value, chipsetOf(os.machine), origins),
    audio: audioOf(child.devices?.child.audio ?? [], origins),
    memoryBacking: memoryBackingOf(value),
    tpm: tpmOf(child.devices?.child.tpm ?? [], origins),
    extraNodes: metadataNodes(child.metadata?.node, origins),
    origin: origins.of(node),
  });
}

type Devices = Pick<
  Domain,
  | 'disks'
  | 'controllers'
  | 'interfaces'
  | 'characterDevices'
  | 'rngs'
  | 'inputs'
  | 'memballoon'
  | 'videos'
  | 'graphics'
  | 'hostDevices'
  | 'memoryDevices'
  | 'sounds'
  | 'smartcards'
  | 'redirdevs'
>;

function devicesOf(value: DomainValue, chipset: Chipset, origins: Origins): Devices {
  const { devices } = value.child;
  const { disk = [], controller = [], serial = [], console = [], channel = [] } = devices?.child ?? {};
  const { interface: interfaces = [], rng = [], input = [], video = [], graphics = [] } = devices?.child ?? {};
  const { hostdev = [], memory = [], parallel = [], sound = [], smartcard = [], redirdev = [] } = devices?.child ?? {};
  const controllers = controllersOf(controller, chipset, origins);
  const virtioSerial = controllers.filter(({ type }) => type === 'virtio-serial').map(({ index }) => index);
  const disks = disksOf(disk, origins);
  const plugged = {
    disks,
    smartcards: usbChardevsOf(smartcard, 'smartcard', origins),
    redirdevs: usbChardevsOf(redirdev, 'redir', origins),
    hostDevices: hostDevicesOf(hostdev, interfaces, disks, origins),
    inputs: inputsOf(input, origins),
    characterDevices: characterDevicesOf({ serial, parallel, console, channel }, virtioSerial, origins),
  };
  return {
    ...plugged,
    controllers: [...controllers, ...neededControllers(plugged, controllers, chipset)],
    interfaces: interfacesOf(interfaces, origins),
    rngs: rngsOf(rng, origins),
    memballoon: memballoonOf(devices, value, origins),
    videos: videosOf(video, origins),
    graphics: graphicsOf(graphics, origins),
    memoryDevices: memoryDevicesOf(memory, origins),
    sounds: soundsOf(sound, origins),
  };
}

/** 0 stands for all of it, as in libvirt; what older versions rounded up counts as all of it too. */
function currentMemoryOf({ child: { currentMemory } }: DomainValue, memory: number): number {
  const current = currentMemory ? bytesOf(currentMemory) : 0;
  return current === 0 ? memory : Math.min(current, memory);
}

function vcpusOf({ child: { vcpu } }: DomainValue): Domain['vcpus'] {
  const maximum = vcpu?.text ?? 1;
  return { maximum, current: vcpu?.attr.current ?? maximum };
}

/** A domain that says nothing of booting boots from its first disk, as in libvirt. */
function osOf(value: DomainValue, origins: Origins): Os {
  const { type, kernel, initrd, dtb, loader, nvram, cmdline, boot } = value.child.os.child;
  return present({
    arch: type.attr.arch ?? 'x86_64',
    machine: type.attr.machine ?? DEFAULT_MACHINE,
    kernel: kernel && origins.file(kernel.text, kernel.node),
    initrd: initrd && origins.file(initrd.text, initrd.node),
    dtb: dtb && origins.file(dtb.text, dtb.node),
    loader: loader && {
      ...origins.file(loader.text, loader.node),
      type: loader.attr.type ?? 'rom',
      readonly: loader.attr.readonly ?? loader.attr.type !== 'pflash',
    },
    nvram: nvram && origins.file(nvram.text, nvram.node),
    cmdline: cmdline?.text,
    boot: boot.length > 0 || hasBootOrder(value) ? boot.map(({ attr }) => attr.dev) : (['hd'] as const),
  });
}

function cpuOf({ child: { cpu } }: DomainValue): Cpu | undefined {
  if (!cpu) return undefined;
  const { model, topology, numa } = cpu.child;
  const mode = cpu.attr.mode ?? 'custom';
  return present({
    mode,
    model: model?.text,
    numa: numa && (true as const),
    topology: topology && {
      sockets: topology.attr.sockets,
      cores: topology.attr.cores,
      threads: topology.attr.threads,
    },
  });
}

function hasBootOrder({ child: { devices } }: DomainValue): boolean {
  const { disk = [], interface: interfaces = [], hostdev = [] } = devices?.child ?? {};
  return [...disk, ...interfaces, ...hostdev].some(({ child }) => 'boot' in child && child.boot !== undefined);
}
