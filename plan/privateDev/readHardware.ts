import type { DiagnosticCode } from '../../domain-xml/diagnosticCodes.ts';
import { type Message, say } from '../../domain-xml/message.ts';
import type { Domain, Origin } from '../../domain-xml/model/domain.ts';
import { type HostDevice, type HostPciAddress, type HostUsbDevice, pciName } from '../../domain-xml/model/hardware.ts';
import type { HardwareFacts } from './hostFacts.ts';
import type { PlanProblem } from './planProblem.ts';
import { linkedName, numberIn, type Sysfs } from './sysfs.ts';

/** What was asked for: its node, or why there is none. */
type Answer = { readonly node: string } | { readonly absent: true } | Trouble;

interface Trouble {
  readonly code: DiagnosticCode;
  readonly message: Message;
  /** Where it was looked for, below /sys. */
  readonly at: string;
}

/** What /sys says the domain's devices of the host are called below /dev, and what it does not say. */
export function readHardware(domain: Domain, sysfs: Sysfs): HardwareFacts {
  const deviceNodes: Record<string, string | null> = {};
  const problems: PlanProblem[] = [];
  const add = (alias: string, origin: Origin, answer: Answer): void => {
    if ('node' in answer) deviceNodes[alias] = answer.node;
    else if ('absent' in answer) deviceNodes[alias] = null;
    else problems.push(asProblem(answer, origin));
  };
  for (const device of domain.hostDevices) {
    const answer = nodeOf(device, sysfs);
    if (answer) add(device.alias, device.source.origin, answer);
  }
  for (const { alias, nvme } of domain.disks) if (nvme) add(alias, nvme.origin, groupOfPci(nvme.host, sysfs));
  return { deviceNodes, problems };
}

const asProblem = ({ code, message, at }: Trouble, { element, range }: Origin): PlanProblem => ({
  severity: 'error',
  code,
  message,
  range,
  element,
  path: `/sys/${at}`,
});

const missing = (message: Message, at: string): Trouble => ({ code: 'missing-device-node', message, at });

function nodeOf(device: HostDevice, sysfs: Sysfs): Answer | undefined {
  switch (device.type) {
    case 'pci':
      return device.iommufd ? ownVfioNode(device.host, sysfs) : groupOfPci(device.host, sysfs);
    case 'usb':
      return usbNode(device, sysfs);
    case 'scsi':
      return scsiNode(device.host, sysfs);
    case 'mdev':
      return groupOf(
        `bus/mdev/devices/${device.uuid}`,
        {
          absent: say('the mediated device {0} is not there on this host', device.uuid),
          alone: say(
            'the mediated device {0} has no IOMMU group: the host’s IOMMU is off, or does not reach it',
            device.uuid,
          ),
        },
        sysfs,
      );
    case 'scsi_host':
      return undefined;
  }
}

function groupOfPci(address: HostPciAddress, sysfs: Sysfs): Answer {
  const name = pciName(address);
  return groupOf(
    `bus/pci/devices/${name}`,
    {
      absent: say('the PCI device {0} is not there on this host', name),
      alone: say('the PCI device {0} has no IOMMU group: the host’s IOMMU is off, or does not reach it', name),
    },
    sysfs,
  );
}

/**
 * Every device of a group has the group's one node: VFIO gives a group as a whole, or not at all.
 *
 * @param said of a device that is not there, and of one in no group
 */
function groupOf(at: string, said: { readonly absent: Message; readonly alone: Message }, sysfs: Sysfs): Answer {
  const group = linkedName(sysfs, `${at}/iommu_group`);
  if (group !== undefined) return { node: `/dev/vfio/${group}` };
  return sysfs.list(at).length === 0 ? missing(said.absent, at) : missing(said.alone, `${at}/iommu_group`);
}

/** vfio-pci makes it when it takes the device: a kernel without VFIO's device nodes, or another driver, has none. */
function ownVfioNode(address: HostPciAddress, sysfs: Sysfs): Answer {
  const device = pciName(address);
  const at = `bus/pci/devices/${device}`;
  const [name] = sysfs.list(`${at}/vfio-dev`);
  if (name !== undefined) return { node: `/dev/vfio/devices/${name}` };
  if (sysfs.list(at).length === 0) return missing(say('the PCI device {0} is not there on this host', device), at);
  const message = say('the PCI device {0} has no VFIO node of its own: it is not bound to vfio-pci', device);
  return missing(message, `${at}/vfio-dev`);
}

const USB_DEVICES = 'bus/usb/devices';

/** Interfaces of devices are listed beside devices; they have no numbers. */
function usbNode({ host, model, optional }: HostUsbDevice, sysfs: Sysfs): Answer {
  const found = sysfs.list(USB_DEVICES).flatMap((name) => {
    const at = `${USB_DEVICES}/${name}`;
    const [bus, device] = [numberIn(sysfs, `${at}/busnum`), numberIn(sysfs, `${at}/devnum`)];
    if (bus === undefined || device === undefined) return [];
    if (host && (host.bus !== bus || host.device !== device)) return [];
    if (model && numberIn(sysfs, `${at}/idVendor`, 16) !== model.vendor) return [];
    if (model && numberIn(sysfs, `${at}/idProduct`, 16) !== model.product) return [];
    return [`/dev/bus/usb/${padded(bus)}/${padded(device)}`];
  });
  const [node, another] = found;
  if (another !== undefined) {
    const message = say(
      'the USB device {0}: there are several on this host, {1}; name one by its address',
      usbModel(model),
      found.join(', '),
    );
    return { code: 'ambiguous-device', message, at: USB_DEVICES };
  }
  if (node !== undefined) return { node };
  return optional ? { absent: true } : missing(absentUsb({ host, model }), USB_DEVICES);
}

const padded = (number: number): string => String(number).padStart(3, '0');

function absentUsb({ host, model }: { host: HostUsbDevice['host']; model: HostUsbDevice['model'] }): Message {
  if (!host) return say('the USB device {0} is not there on this host', usbModel(model));
  const { bus, device } = host;
  return model
    ? say('the USB device {0} at bus {1}, device {2} is not there on this host', usbModel(model), bus, device)
    : say('the USB device at bus {0}, device {1} is not there on this host', bus, device);
}

/** As lsusb shows it. A device that is not named by its address is named by its model. */
function usbModel(model: HostUsbDevice['model']): string {
  const hex = (id = 0) => id.toString(16).padStart(4, '0');
  return `${hex(model?.vendor)}:${hex(model?.product)}`;
}

type ScsiPlace = Extract<HostDevice, { type: 'scsi' }>['host'];

/** The module sg makes a generic node for every SCSI device; without the module there is none. */
function scsiNode({ adapter, bus, target, unit }: ScsiPlace, sysfs: Sysfs): Answer {
  const name = `${adapter}:${bus}:${target}:${unit}`;
  const at = `bus/scsi/devices/${name}`;
  const [node] = sysfs.list(`${at}/scsi_generic`);
  if (node !== undefined) return { node: `/dev/${node}` };
  if (sysfs.list(at).length === 0) return missing(say('the SCSI device {0} is not there on this host', name), at);
  return missing(say('the SCSI device {0} has no generic node: load the module sg', name), `${at}/scsi_generic`);
}
