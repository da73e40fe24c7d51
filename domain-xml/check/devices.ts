import type { DiagnosticList } from '../diagnosticList.ts';
import { say } from '../message.ts';
import type { Chipset } from '../model/machine.ts';
import { childElements } from '../parse/xmlTree.ts';
import type { DomainDraft, InterfaceDraft } from '../schema/drafts.ts';
import { Duplicates } from './duplicates.ts';
import { checkInputs } from './inputs.ts';
import { attributeSpan } from './spans.ts';

/** More than any machine here can hold; a limit for hostile texts, not for users. */
export const MAX_DEVICES = 256;

type DevicesDraft = NonNullable<DomainDraft['child']['devices']>;

/** What concerns devices of several kinds, or one small kind. */
export function checkDevices(
  domain: DomainDraft,
  devices: DevicesDraft,
  chipset: Chipset,
  report: DiagnosticList,
): void {
  const all = childElements(devices.node);
  const first = all[MAX_DEVICES];
  if (first) report.error('too-many-devices', first.nameSpan, say('A domain has at most {0} devices.', MAX_DEVICES));
  checkBootOrder(domain, devices, report);
  checkAliases(devices, report);
  checkInputs(devices.child.input, report);
  checkInterfaces(devices.child.interface, report);
  const { memballoon, watchdog, tpm, audio, smartcard } = devices.child;
  for (const { node } of audio.slice(1))
    report.error('unsupported-element', node.nameSpan, say('Only one sound system is supported.'));
  for (const { node } of smartcard.slice(1))
    report.error('unsupported-element', node.nameSpan, say('Only one smart card is supported.'));
  for (const { node } of tpm.slice(1)) report.error('duplicate-element', node.nameSpan, say('There can be one TPM.'));
  for (const { node } of memballoon.slice(1))
    report.error('duplicate-element', node.nameSpan, say('There can be one memory balloon.'));
  watchdog.forEach(({ node, attr }, i) => {
    if (attr.model === undefined) return;
    if (i > 0) report.error('duplicate-element', node.nameSpan, say('There can be one watchdog.'));
    else if (chipset !== 'q35')
      report.error('invalid-combination', node.nameSpan, say('Only q35 machines have this watchdog.'));
  });
}

function checkBootOrder(
  { child: { os } }: DomainDraft,
  { child: { disk, interface: interfaces, hostdev } }: DevicesDraft,
  report: DiagnosticList,
): void {
  const orders = new Duplicates('duplicate-boot-order', report);
  const general = os?.child.boot.length ?? 0;
  for (const { node, child } of [...disk, ...interfaces, ...hostdev]) {
    const boot = 'boot' in child ? child.boot : undefined;
    if (!boot) continue;
    if (general > 0) {
      const message = say('A device has a boot order only when <os> has no <boot dev>.');
      report.error('boot-conflict', boot.node.nameSpan, message);
    }
    const { order } = boot.attr;
    if (order === undefined) continue;
    orders.add(`${order}`, node.name, attributeSpan(boot.node, 'order'), (first) =>
      say('A <{0}> has the boot order {1} already.', first, order),
    );
  }
}

function checkAliases({ child }: DevicesDraft, report: DiagnosticList): void {
  const {
    disk,
    controller,
    interface: interfaces,
    serial,
    console,
    channel,
    rng,
    input,
    graphics,
    video,
    memballoon,
    hostdev,
    memory,
  } = child;
  const names = new Duplicates('duplicate-alias', report);
  const devices = [
    disk,
    controller,
    interfaces,
    serial,
    console,
    channel,
    rng,
    input,
    graphics,
    video,
    memballoon,
    hostdev,
    memory,
  ].flat();
  for (const {
    node,
    child: { alias },
  } of devices) {
    const name = alias?.attr.name;
    // All other names are given anew. A console shows the alias of the serial port that it stands for.
    if (!alias || !name?.startsWith('ua-') || node.name === 'console') continue;
    names.add(name, node.name, attributeSpan(alias.node, 'name'), (first) =>
      say('A <{0}> has the alias {1} already.', first, name),
    );
  }
}

function checkInterfaces(interfaces: readonly InterfaceDraft[], report: DiagnosticList): void {
  const addresses = new Duplicates('duplicate-mac', report, 'warning');
  for (const {
    child: { mac },
  } of interfaces) {
    const address = mac?.attr.address;
    if (!mac || address === undefined) continue;
    addresses.add(address, address, attributeSpan(mac.node, 'address'), () =>
      say('Another network card has this MAC address too.'),
    );
  }
}
