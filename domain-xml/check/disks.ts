import type { DiagnosticList } from '../diagnosticList.ts';
import { type Message, say } from '../message.ts';
import { busOfTarget, placeByTarget, targetIndex } from '../model/diskPlace.ts';
import type { DiskBus } from '../model/domain.ts';
import type { Chipset } from '../model/machine.ts';
import { childElements } from '../parse/xmlTree.ts';
import type { DiskDraft } from '../schema/drafts.ts';
import { Duplicates } from './duplicates.ts';
import { attributeSpan } from './spans.ts';

/** What would make QEMU or libvirt refuse a disk, or surprise: sources, buses, places, cache modes. */
export function checkDisks(disks: readonly DiskDraft[], chipset: Chipset, report: DiagnosticList): void {
  const targets = new Duplicates('duplicate-target', report);
  const places = new Duplicates('duplicate-address', report);
  for (const disk of disks) {
    const { target } = disk.child;
    checkSource(disk, report);
    checkDriver(disk, report);
    checkReservations(disk, report);
    const dev = target?.attr.dev;
    if (!target || dev === undefined) continue;
    targets.add(dev, dev, attributeSpan(target.node, 'dev'), () => say('Another disk is called {0} too.', dev));
    const bus = checkBus(disk, dev, report);
    if (bus !== undefined) checkPlace(disk, dev, bus, { chipset, places, report });
  }
}

function checkSource(disk: DiskDraft, report: DiagnosticList): void {
  const hasSource = childElements(disk.node).some(({ name }) => name === 'source');
  const isDisk = (disk.attr.device ?? 'disk') === 'disk' && !deviceUnreadable(disk);
  if (isDisk && !hasSource && disk.node.complete) {
    report.error(
      'missing-element',
      disk.node.nameSpan,
      say('A hard disk needs a <source>; only a CD-ROM drive may be empty.'),
    );
  }
}

/** Whether the device is of a kind that is not supported: then nothing more is said about what it would need. */
function deviceUnreadable({ node, attr }: DiskDraft): boolean {
  return attr.device === undefined && node.attributes.some(({ name }) => name === 'device');
}

function checkDriver({ child: { driver, shareable } }: DiskDraft, report: DiagnosticList): void {
  if (!driver) return;
  const { io, cache, type } = driver.attr;
  if (io === 'native' && cache !== 'none' && cache !== 'directsync') {
    const message = say('io native works only with cache none or directsync.');
    report.error('invalid-combination', attributeSpan(driver.node, 'io'), message);
  }
  if (shareable && type === 'qcow2') {
    const message = say('A qcow2 image cannot be shared: two machines would destroy it.');
    report.error('invalid-combination', shareable.node.nameSpan, message);
  }
}

/** Only a device that the guest's SCSI commands reach has reservations. */
function checkReservations(disk: DiskDraft, report: DiagnosticList): void {
  const reservations = disk.type === 'block' ? disk.child.source?.child.reservations : undefined;
  if (!reservations || disk.attr.device === 'lun') return;
  report.error('invalid-combination', reservations.node.nameSpan, say('Only a disk of device lun has reservations.'));
}

/** The disk's bus, when it can be told and suits the disk. */
function checkBus({ attr, child, node }: DiskDraft, dev: string, report: DiagnosticList): DiskBus | undefined {
  const { target, readonly } = child;
  if (!target) return undefined;
  if (target.attr.bus === undefined && target.node.attributes.some(({ name }) => name === 'bus')) return undefined;
  const bus = target.attr.bus ?? busOfTarget(dev);
  if (bus === undefined) {
    report.error(
      'unsupported-value',
      attributeSpan(target.node, 'dev'),
      say('The bus that {0} stands for is not supported; name one.', dev),
    );
  } else if (bus === 'virtio' && attr.device === 'cdrom') {
    report.error(
      'invalid-combination',
      attributeSpan(node, 'device'),
      say('A CD-ROM drive cannot be on the virtio bus; sata, ide and scsi can have it.'),
    );
  } else if (bus !== 'scsi' && attr.device === 'lun') {
    report.error('invalid-combination', attributeSpan(node, 'device'), say('A lun is on the scsi bus.'));
  } else if ((bus === 'ide' || bus === 'sata') && attr.device !== 'cdrom' && readonly) {
    report.error(
      'invalid-combination',
      readonly.node.nameSpan,
      say('A hard disk on the {0} bus cannot be read-only.', bus),
    );
  }
  return bus;
}

interface Places {
  readonly chipset: Chipset;
  readonly places: Duplicates;
  readonly report: DiagnosticList;
}

function checkPlace(
  { child: { address, target } }: DiskDraft,
  dev: string,
  bus: DiskBus,
  { chipset, places, report }: Places,
): void {
  if (address && (address.type === 'pci') !== (bus === 'virtio')) {
    const right = bus === 'virtio' ? 'pci' : 'drive';
    report.error(
      'wrong-address',
      attributeSpan(address.node, 'type'),
      say('A disk on the {0} bus has an address of type {1}.', bus, right),
    );
    return;
  }
  if (bus === 'virtio') return;
  const span = address?.node.nameSpan ?? (target ? attributeSpan(target.node, 'dev') : { start: 0, end: 0 });
  const place =
    address?.type === 'drive'
      ? { controller: 0, bus: 0, target: 0, unit: 0, ...address.attr }
      : placeByTarget(bus, targetIndex(dev));
  const wrong = misplaced(bus, place, chipset);
  if (wrong !== undefined) report.error('unsupported-value', span, wrong);
  const { controller, bus: channel, target: id, unit } = place;
  places.add(`${bus} ${controller} ${channel} ${id} ${unit}`, dev, span, (first) =>
    say(
      '{0} is already at {1} controller {2}, bus {3}, target {4}, unit {5}.',
      ...[first, bus, controller, channel, id, unit],
    ),
  );
}

function misplaced(bus: DiskBus, place: ReturnType<typeof placeByTarget>, chipset: Chipset): Message | undefined {
  if (bus === 'ide') {
    if (chipset === 'q35') return say('A q35 machine has no IDE; use bus sata.');
    const fits = place.controller === 0 && place.bus <= 1 && place.target === 0 && place.unit <= 1;
    return fits ? undefined : say('The one IDE controller has buses 0 and 1 with units 0 and 1.');
  }
  if (bus === 'sata') {
    const fits = place.bus === 0 && place.target === 0 && place.unit <= 5;
    return fits ? undefined : say('A SATA controller has units 0 to 5, on bus 0 and target 0.');
  }
  return place.bus === 0 ? undefined : say('A SCSI controller has only bus 0.');
}
