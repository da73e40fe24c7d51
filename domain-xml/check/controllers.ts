import type { DiagnosticList } from '../diagnosticList.ts';
import { say } from '../message.ts';
import { controllerIndexes } from '../model/controllers.ts';
import type { Chipset } from '../model/machine.ts';
import type { ControllerDraft, DomainDraft } from '../schema/drafts.ts';
import { Duplicates } from './duplicates.ts';
import { attributeSpan } from './spans.ts';

/** Controllers that the machine cannot have, or has twice. */
export function checkControllers(
  controllers: readonly ControllerDraft[],
  chipset: Chipset,
  report: DiagnosticList,
): void {
  const taken = new Duplicates('duplicate-controller', report);
  const indexes = controllerIndexes(controllers);
  for (const [i, controller] of controllers.entries()) {
    const { type, node, attr } = controller;
    const index = indexes[i] ?? 0;
    // ICH9's USB controllers share an index; they are not supported, and that is enough to say.
    if (attr.index !== undefined && !modelUnreadable(controller)) {
      const message = say('There is already a {0} controller {1}.', type, attr.index);
      taken.add(`${type} ${attr.index}`, type, attributeSpan(node, 'index'), () => message);
    }
    if (type === 'pci') checkPciController(controller, index, chipset, report);
    if (type === 'ide' && chipset === 'q35')
      report.error('wrong-controller', attributeSpan(node, 'type'), say('A q35 machine has no IDE.'));
    if (type === 'ide' && index > 0) {
      report.error('wrong-controller', attributeSpan(node, 'index'), say('There is only the IDE controller 0.'));
    }
  }
}

function modelUnreadable({ node, attr }: ControllerDraft): boolean {
  return node.attributes.some(({ name }) => name === 'model') && !Object.hasOwn(attr, 'model');
}

type DevicesDraft = NonNullable<DomainDraft['child']['devices']>;
type PciDraft = Extract<ControllerDraft, { type: 'pci' }>;

function checkPciController(controller: PciDraft, index: number, chipset: Chipset, report: DiagnosticList): void {
  const { node, attr, child } = controller;
  const { model } = attr;
  const root = chipset === 'q35' ? 'pcie-root' : 'pci-root';
  const isRoot = model === 'pci-root' || model === 'pcie-root';
  const span = attributeSpan(node, 'model');
  if (isRoot && model !== root) report.error('wrong-controller', span, say('The root of this machine is {0}.', root));
  else if (isRoot && index > 0) report.error('wrong-controller', span, say('The root has index 0, and there is one.'));
  else if (model !== undefined && !isRoot && attr.index === 0)
    report.error('wrong-controller', span, say('Index 0 is {0}.', root));
  else if (model !== undefined && !isRoot && model !== 'pci-bridge' && chipset !== 'q35') {
    report.error('wrong-controller', span, say('A {0} needs PCI Express: machine q35.', model));
  }
  if (isRoot && child.address)
    report.error('wrong-address', child.address.node.nameSpan, say('The root of PCI has no address.'));
  checkGuestView(controller, report);
}

const DEVICE_OF_MODEL: Readonly<Record<string, string>> = {
  'pcie-root-port': 'pcie-root-port',
  'pci-bridge': 'pci-bridge',
  'pcie-to-pci-bridge': 'pcie-pci-bridge',
  'dmi-to-pci-bridge': 'i82801b11-bridge',
};

/** libvirt writes down what it gave a port or bridge. The same is given here, so anything else is not supported. */
function checkGuestView({ attr, child }: PciDraft, report: DiagnosticList): void {
  const name = child.model?.attr.name;
  if (child.model && name !== undefined && attr.model !== undefined && DEVICE_OF_MODEL[attr.model] !== name) {
    report.error(
      'unsupported-value',
      attributeSpan(child.model.node, 'name'),
      say('A {0} is not made of {1} here.', attr.model, name),
    );
  }
  if (!child.target) return;
  const { chassis, chassisNr, port } = child.target.attr;
  for (const [part, value] of Object.entries({ chassis, chassisNr })) {
    if (value !== undefined && value !== attr.index) {
      report.error(
        'unsupported-value',
        attributeSpan(child.target.node, part),
        say('Only the controller’s index is supported here.'),
      );
    }
  }
  const { slot, function: fn = 0 } = child.address?.attr ?? {};
  if (port !== undefined && (slot === undefined || port !== slot * 8 + fn)) {
    const message = say('Only eight times the slot of its address, plus the function, is supported here.');
    report.error('unsupported-value', attributeSpan(child.target.node, 'port'), message);
  }
}

/** Without USB there can be neither further USB controllers nor USB devices. */
export function checkUsb({ child }: DevicesDraft, report: DiagnosticList): void {
  const { controller: controllers, input: inputs, hostdev: hostdevs, smartcard, redirdev } = child;
  const usb = controllers.filter(({ type }) => type === 'usb');
  if (!usb.some(({ attr }) => 'model' in attr && attr.model === 'none')) return;
  if (usb.length > 1) {
    const second = usb[1]?.node;
    if (second)
      report.error(
        'usb-disabled',
        second.nameSpan,
        say('One controller says that there is no USB, another that there is.'),
      );
  }
  const plugged = [
    ...hostdevs.filter(({ type }) => type === 'usb'),
    ...smartcard,
    ...redirdev,
    ...inputs.filter(
      ({ node, attr }) =>
        attr.bus === 'usb' || (attr.type === 'tablet' && !node.attributes.some(({ name }) => name === 'bus')),
    ),
  ];
  for (const { node } of plugged)
    report.error(
      'usb-disabled',
      node.nameSpan,
      say('This device needs USB, and a controller says that there is none.'),
    );
}
