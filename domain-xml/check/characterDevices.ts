import type { DiagnosticList } from '../diagnosticList.ts';
import { say } from '../message.ts';
import { SERIAL_PORTS, serialPorts } from '../model/serialPorts.ts';
import type { ChannelDraft, ConsoleDraft, SerialDraft } from '../schema/drafts.ts';
import { Duplicates } from './duplicates.ts';
import { attributeSpan } from './spans.ts';

/** Ports that are taken twice, consoles that contradict the serial port that they stand for. */
export function checkCharacterDevices(
  serials: readonly SerialDraft[],
  consoles: readonly ConsoleDraft[],
  channels: readonly ChannelDraft[],
  report: DiagnosticList,
): void {
  checkSerials(serials, report);
  checkConsoles(serials, consoles, report);
  checkChannels(channels, report);
  checkVirtioPorts([...consoles, ...channels], report);
}

function checkSerials(serials: readonly SerialDraft[], report: DiagnosticList): void {
  const ports = new Duplicates('duplicate-port', report);
  const own = serials.filter(isIsa);
  for (const { child, node } of serials.filter((each) => !isIsa(each) || each.child.address)) {
    const right = { 'usb-serial': 'usb', 'pci-serial': 'pci', 'isa-serial': undefined }[
      child.target?.attr.type ?? 'isa-serial'
    ];
    if (child.address && child.address.type !== right) {
      const message =
        right === undefined ? say('A PC’s serial port has no address.') : say('Here an address has type {0}.', right);
      report.error('wrong-address', child.address.node.nameSpan, message);
    }
    if (right !== undefined && child.target?.attr.port !== undefined) {
      report.error(
        'invalid-combination',
        (child.target?.node ?? node).nameSpan,
        say('Only a PC’s serial ports have numbers.'),
      );
    }
  }
  serialPorts(own.map(({ child }) => child.target?.attr.port)).forEach((port, i) => {
    const serial = own[i];
    if (!serial) return;
    const { target } = serial.child;
    const span = target ? attributeSpan(target.node, 'port') : serial.node.nameSpan;
    if (port >= SERIAL_PORTS)
      report.error('too-many-serials', span, say('A PC has the serial ports 0 to {0}.', SERIAL_PORTS - 1));
    ports.add(`${port}`, 'serial', span, () => say('There is already a serial port {0}.', port));
  });
}

/** A PC's own port. */
const isIsa = ({ child }: SerialDraft): boolean => (child.target?.attr.type ?? 'isa-serial') === 'isa-serial';

/** Only the first console can stand for the first serial port, as in libvirt; then both say the same. */
function checkConsoles(
  serials: readonly SerialDraft[],
  consoles: readonly ConsoleDraft[],
  report: DiagnosticList,
): void {
  consoles.forEach((console, i) => {
    if ((console.child.target?.attr.type ?? 'serial') !== 'serial') return;
    const { node, child } = console;
    if (i > 0)
      report.error(
        'wrong-console',
        node.nameSpan,
        say('Only the first console can be the serial port; a further one has <target type="virtio"/>.'),
      );
    if (child.address)
      report.error(
        'wrong-address',
        child.address.node.nameSpan,
        say('A console on a serial port has no address of its own.'),
      );
    const serial = serials[0];
    if (i === 0 && serial && backendOf(serial) !== backendOf(console)) {
      const message = say(
        'This console is the first serial port, which goes elsewhere: both need the same type and source.',
      );
      report.error('wrong-console', node.nameSpan, message);
    }
  });
}

/** What a back end is, as far as a definition says it. */
function backendOf({ type, child }: SerialDraft | ConsoleDraft): string {
  const named = type === 'file' || type === 'unix';
  return named && 'source' in child ? `${type} ${child.source?.attr.path}` : type;
}

function checkChannels(channels: readonly ChannelDraft[], report: DiagnosticList): void {
  const names = new Duplicates('duplicate-channel', report);
  for (const { child } of channels) {
    const name = child.target?.attr.name;
    if (!child.target || name === undefined) continue;
    names.add(name, name, attributeSpan(child.target.node, 'name'), () =>
      say('Another channel is called {0} too.', name),
    );
  }
}

function checkVirtioPorts(devices: readonly (ConsoleDraft | ChannelDraft)[], report: DiagnosticList): void {
  const places = new Duplicates('duplicate-address', report);
  for (const { node, child } of devices) {
    const { controller = 0, port = 0 } = child.address?.attr ?? {};
    if (!child.address || port === 0) continue;
    places.add(`${controller} ${port}`, node.name, child.address.node.nameSpan, (first) =>
      say('A <{0}> is already at port {1} of virtio-serial controller {2}.', first, port, controller),
    );
  }
}
