import type { DiagnosticList } from '../diagnosticList.ts';
import { type Message, say } from '../message.ts';
import type { Input } from '../model/domain.ts';
import { usualBus } from '../model/smallDevices.ts';
import type { InputDraft } from '../schema/drafts.ts';
import { attributeSpan } from './spans.ts';

export function checkInputs(inputs: readonly InputDraft[], report: DiagnosticList): void {
  for (const input of inputs) {
    checkBus(input, report);
    checkSource(input, report);
    checkAddress(input, report);
  }
}

function checkBus({ node, attr: { type, bus } }: InputDraft, report: DiagnosticList): void {
  if (type === undefined || bus === undefined) return;
  const refuse = (message: Message): void => report.error('invalid-combination', attributeSpan(node, 'bus'), message);
  if (type === 'tablet' && bus === 'ps2') refuse(say('There are no PS/2 tablets; use usb or virtio.'));
  if (type === 'evdev') refuse(say('An event device is on no bus: its events go to the guest’s keyboard or mouse.'));
  if (type === 'passthrough' && bus !== 'virtio') refuse(say('An event device is passed on as a virtio device.'));
}

/** Which attribute names the event device of each kind. */
const SOURCE: Partial<Record<Input['type'], 'dev' | 'evdev'>> = { evdev: 'dev', passthrough: 'evdev' };

function checkSource({ node, attr: { type }, child: { source } }: InputDraft, report: DiagnosticList): void {
  if (type === undefined) return;
  const name = SOURCE[type];
  if (name === undefined) {
    if (source)
      report.error('invalid-combination', source.node.nameSpan, say('A {0} has no source on the host.', type));
    return;
  }
  if (!source) {
    if (node.complete)
      report.error('missing-element', node.nameSpan, say('<input type="{0}"> needs a <source>.', type));
    return;
  }
  const named = source.node.attributes.some((attribute) => attribute.name === name);
  if (!named)
    report.error('missing-attribute', source.node.nameSpan, say('<source> needs the attribute {0} here.', name));
  for (const attribute of source.node.attributes) {
    if (attribute.name === name || (type === 'evdev' && attribute.name !== 'evdev')) continue;
    report.error(
      'invalid-combination',
      attribute.nameSpan,
      say('{0} says nothing of a device of type {1}.', attribute.name, type),
    );
  }
}

function checkAddress({ attr, child: { address } }: InputDraft, report: DiagnosticList): void {
  if (!address || attr.type === undefined) return;
  const bus = attr.bus ?? usualBus(attr.type);
  const right = { ps2: undefined, none: undefined, usb: 'usb', virtio: 'pci' }[bus];
  if (address.type === right) return;
  const message =
    right === undefined ? say('This device has no address.') : say('On this bus an address has type {0}.', right);
  report.error('wrong-address', attributeSpan(address.node, 'type'), message);
}
