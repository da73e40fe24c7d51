import type { DiagnosticList } from '../diagnosticList.ts';
import { say } from '../message.ts';
import { controllerIndexes } from '../model/controllers.ts';
import type { Chipset } from '../model/machine.ts';
import type { XmlElement } from '../parse/xmlTree.ts';
import type { ControllerDraft, DomainDraft, PciAddressDraft } from '../schema/drafts.ts';
import { Duplicates } from './duplicates.ts';
import { attributeSpan } from './spans.ts';

interface Addressed {
  readonly node: XmlElement;
  readonly address: PciAddressDraft;
}

type DevicesDraft = NonNullable<DomainDraft['child']['devices']>;

/** Two devices at one place, and places that a machine keeps for itself or does not have. */
export function checkPciAddresses(devices: DevicesDraft, chipset: Chipset, report: DiagnosticList): void {
  const places = new Duplicates('duplicate-address', report);
  const { controller: controllers } = devices.child;
  const indexes = controllerIndexes(controllers);
  const hasOneSlot = rootPorts(controllers, indexes, chipset);
  for (const { node, address } of addressed(devices)) {
    const { bus = 0, slot = 0, function: fn = 0 } = address.attr;
    // libvirt takes an address of zeros for one that is still to be found.
    if (bus === 0 && slot === 0 && fn === 0) continue;
    if (bus === 0 && slot === 0) {
      report.error('wrong-address', attributeSpan(address.node, 'slot'), say('Slot 0 of bus 0 is the host bridge.'));
    } else if (slot > 0 && hasOneSlot(bus)) {
      report.error(
        'wrong-address',
        attributeSpan(address.node, 'slot'),
        say('Behind a root port there is only slot 0.'),
      );
    }
    const place = `${bus.toString(16).padStart(2, '0')}:${slot.toString(16).padStart(2, '0')}.${fn}`;
    places.add(place, node.name, address.node.nameSpan, (first) => say('A <{0}> is already at {1}.', first, place));
  }
  for (const [i, controller] of controllers.entries()) checkBuiltIn(controller, indexes[i] ?? 0, chipset, report);
}

/** Whether a bus is behind a root port: on q35 also where nobody says what it is behind. */
function rootPorts(
  controllers: readonly ControllerDraft[],
  indexes: readonly number[],
  chipset: Chipset,
): (bus: number) => boolean {
  const models = new Map(
    controllers.flatMap(({ type, attr }, i) => (type === 'pci' && 'model' in attr ? [[indexes[i], attr.model]] : [])),
  );
  return (bus) => bus > 0 && (models.get(bus) ?? (chipset === 'q35' && 'pcie-root-port')) === 'pcie-root-port';
}

function addressed({ child }: DevicesDraft): Addressed[] {
  const { disk, controller, interface: interfaces, rng, input, video, memballoon, hostdev, memory } = child;
  const devices = [disk, controller, interfaces, rng, input, video, memballoon, hostdev, memory].flat();
  return devices.flatMap(({ node, child: parts }) => {
    const address = 'address' in parts ? parts.address : undefined;
    return address?.type === 'pci' ? [{ node, address }] : [];
  });
}

/** A controller that is part of the chipset is where the chipset has it. */
function checkBuiltIn(
  { type, child: { address } }: ControllerDraft,
  index: number,
  chipset: Chipset,
  report: DiagnosticList,
): void {
  const place = builtInPlace(type, index, chipset);
  if (!place || !address) return;
  const { bus = 0, slot = 0, function: fn = 0 } = address.attr;
  if (bus === 0 && slot === place.slot && fn === place.fn) return;
  if (bus === 0 && slot === 0 && fn === 0) return;
  const message = say(
    'This controller is part of the machine, in slot 0x{0}, function {1}.',
    place.slot.toString(16),
    place.fn,
  );
  report.error('wrong-address', address.node.nameSpan, message);
}

function builtInPlace(type: string, index: number, chipset: Chipset): { slot: number; fn: number } | undefined {
  if (index > 0) return undefined;
  if (type === 'ide' && chipset === 'i440fx') return { slot: 1, fn: 1 };
  return type === 'sata' && chipset === 'q35' ? { slot: 0x1f, fn: 2 } : undefined;
}
