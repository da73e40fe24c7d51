import type { DiagnosticList } from '../diagnosticList.ts';
import { say } from '../message.ts';
import type { DomainDraft, MemoryDeviceDraft } from '../schema/drafts.ts';
import { Duplicates } from './duplicates.ts';
import { sizeInBytes } from './machine.ts';
import { attributeSpan, contentSpan } from './spans.ts';

/** Memory devices that the machine has no room for. */
export function checkMemoryDevices(domain: DomainDraft, report: DiagnosticList): void {
  const { memory, maxMemory, devices } = domain.child;
  const memoryDevices = devices?.child.memory ?? [];
  const [most, room] = [sizeInBytes(memory), sizeInBytes(maxMemory)];
  if (maxMemory && most !== undefined && room !== undefined && room < most) {
    report.error('invalid-combination', contentSpan(maxMemory.node), say('There is more memory than this.'));
  }
  const [first] = memoryDevices;
  if (!first) return;
  const plugged = memoryDevices.find(({ model }) => model !== 'sgx-epc');
  if (plugged && !maxMemory) {
    report.error('missing-element', plugged.node.nameSpan, say('A memory device needs a <maxMemory> in <domain>.'));
  }
  const sizes = memoryDevices.map((each) => sizeInBytes(each.child.target?.child.size) ?? 0);
  // A NUMA node says itself what the machine is born with.
  const counted = domain.child.cpu?.child.numa === undefined;
  if (counted && most !== undefined && sizes.reduce((sum, size) => sum + size, 0) >= most) {
    const message = say('The memory devices take all the memory; <memory> counts them too.');
    report.error('invalid-combination', first.node.nameSpan, message);
  }
  checkSlots(memoryDevices, maxMemory?.attr.slots, report);
  const nvdimm = memoryDevices.find(({ model }) => model === 'nvdimm');
  if (nvdimm && !domain.child.features?.child.acpi) {
    report.warning(
      'invalid-combination',
      nvdimm.node.nameSpan,
      say('QEMU plugs in NVDIMMs only with <acpi/> in <features>.'),
    );
  }
}

/** libvirt leaves it to QEMU, which ends at once. */
export function checkLaunchSecurity({ attr, child: { launchSecurity } }: DomainDraft, report: DiagnosticList): void {
  if (!launchSecurity || attr.type !== 'qemu') return;
  const message = say('Memory is encrypted by the host’s processor: that needs a domain of type kvm.');
  report.warning('invalid-combination', launchSecurity.node.nameSpan, message);
}

function checkSlots(devices: readonly MemoryDeviceDraft[], slots: number | undefined, report: DiagnosticList): void {
  const nvdimms = devices.filter((each) => each.model === 'nvdimm');
  const extra = slots === undefined ? undefined : nvdimms[slots];
  if (extra && slots !== undefined)
    report.error('invalid-combination', extra.node.nameSpan, say('<maxMemory> has only {0} slots.', slots));
  const taken = new Duplicates('duplicate-address', report);
  for (const { child } of nvdimms) {
    const { address, target } = child;
    checkLabel(target, report);
    const slot = address?.attr.slot;
    if (!address || slot === undefined) continue;
    const span = attributeSpan(address.node, 'slot');
    taken.add(`${slot}`, 'memory', span, () => say('Another memory device is in slot {0}.', slot));
    if (slots !== undefined && slot >= slots)
      report.error('wrong-address', span, say('The slots are 0 to {0}.', slots - 1));
  }
}

type Target = Extract<MemoryDeviceDraft, { model: 'nvdimm' }>['child']['target'];

/** QEMU takes the label area from the end of the memory. */
function checkLabel(target: Target, report: DiagnosticList): void {
  const label = target?.child.label;
  const [whole, part] = [sizeInBytes(target?.child.size), sizeInBytes(label?.child.size)];
  if (!label || whole === undefined || part === undefined || part < whole) return;
  report.error('invalid-combination', label.node.nameSpan, say('The label area is larger than the memory.'));
}
