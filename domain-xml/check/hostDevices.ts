import type { DiagnosticList } from '../diagnosticList.ts';
import { type Message, say } from '../message.ts';
import { pciName } from '../model/hardware.ts';
import { attributeOf, type XmlElement } from '../parse/xmlTree.ts';
import type { DiskDraft, DomainDraft, HostdevDraft, InterfaceDraft } from '../schema/drafts.ts';
import { Duplicates } from './duplicates.ts';
import { attributeSpan } from './spans.ts';

type DevicesDraft = NonNullable<DomainDraft['child']['devices']>;

/** Devices of the host that are named twice or not at all, and what libvirt would do on the host for them. */
export function checkHostDevices({ child }: DevicesDraft, report: DiagnosticList): void {
  const owners = new Duplicates('duplicate-address', report);
  for (const each of child.hostdev) {
    if (each.type === 'usb') checkUsbSource(each, report);
    checkOwner(each, owners);
    if (each.type === 'pci') checkManaged(each.node, each.attr.managed, report);
  }
  for (const each of child.interface) if (each.type === 'hostdev') checkNetworkFunction(each, owners, report);
  for (const each of child.disk) if (each.type === 'nvme') checkNvme(each, owners, report);
}

type Usb = Extract<HostdevDraft, { type: 'usb' }>;

function checkUsbSource({ child: { source } }: Usb, report: DiagnosticList): void {
  if (!source?.node.complete) return;
  const { vendor, product, address } = source.child;
  if (vendor && !product) report.error('missing-element', vendor.node.nameSpan, say('A <vendor> needs a <product>.'));
  if (product && !vendor) report.error('missing-element', product.node.nameSpan, say('A <product> needs a <vendor>.'));
  if (!vendor && !product && !address) {
    const message = say('A USB device is named by <vendor> and <product>, or by <address>.');
    report.error('missing-element', source.node.nameSpan, message);
  }
}

function checkOwner(each: HostdevDraft, owners: Duplicates): void {
  if (each.type === 'pci') addPci(each.child.source?.child.address, 'hostdev', owners);
  if (each.type !== 'mdev') return;
  const address = each.child.source?.child.address;
  const uuid = address?.attr.uuid;
  if (address && uuid) owners.add(uuid, 'hostdev', attributeSpan(address.node, 'uuid'), givenAlready);
}

interface HostPciDraft {
  readonly node: XmlElement;
  readonly attr: {
    readonly domain?: number;
    readonly bus?: number;
    readonly slot?: number;
    readonly function?: number;
  };
}

function addPci(address: HostPciDraft | undefined, owner: string, owners: Duplicates): void {
  const { domain = 0, bus, slot, function: fn = 0 } = address?.attr ?? {};
  if (!address || bus === undefined || slot === undefined) return;
  owners.add(pciName({ domain, bus, slot, function: fn }), owner, address.node.nameSpan, givenAlready);
}

const givenAlready = (first: string): Message => say('A <{0}> has this device of the host already.', first);

function checkNetworkFunction(
  { node, attr, child: { mac, source } }: Extract<InterfaceDraft, { type: 'hostdev' }>,
  owners: Duplicates,
  report: DiagnosticList,
): void {
  addPci(source?.child.address, 'interface', owners);
  checkManaged(node, attr.managed, report);
  if (!mac) return;
  const message = say(
    'The host’s administrator sets this address on the network function: Virtcell changes nothing there.',
  );
  report.warning('left-to-the-host', mac.node.nameSpan, message);
}

/** Namespaces of one controller may be several disks. */
function checkNvme(
  { child: { source } }: Extract<DiskDraft, { type: 'nvme' }>,
  owners: Duplicates,
  report: DiagnosticList,
): void {
  const address = source?.child.address;
  const { domain = 0, bus, slot, function: fn = 0 } = address?.attr ?? {};
  if (source) checkManaged(source.node, source.attr.managed, report);
  if (!source || !address || bus === undefined || slot === undefined) return;
  const name = pciName({ domain, bus, slot, function: fn });
  const key = `${name} namespace ${source.attr.namespace}`;
  owners.add(key, 'disk', address.node.nameSpan, givenAlready);
}

/** Only said where it is written: libvirt would bind the device to another driver at a start, and back at the end. */
function checkManaged(node: XmlElement, managed: boolean | undefined, report: DiagnosticList): void {
  if (!managed || !attributeOf(node, 'managed')) return;
  const message = say('The device must be bound to vfio-pci already: Virtcell does not change the host’s drivers.');
  report.warning('left-to-the-host', attributeSpan(node, 'managed'), message);
}
