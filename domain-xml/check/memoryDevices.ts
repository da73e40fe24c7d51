import type { DiagnosticList } from '../diagnosticList.ts';
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
    report.error('invalid-combination', contentSpan(maxMemory.node), 'There is more memory than this.');
  }
  const [first] = memoryDevices;
  if (!first) return;
  const plugged = memoryDevices.find(({ model }) => model !== 'sgx-epc');
  if (plugged && !maxMemory) {
    report.error('missing-element', plugged.node.nameSpan, 'A memory device needs a <maxMemory> in <domain>.');
  }
  const sizes = memoryDevices.map((each) => sizeInBytes(each.child.target?.child.size) ?? 0);
  // A NUMA node says itself what the machine is born with.
  const counted = domain.child.cpu?.child.numa === undefined;
  if (counted && most !== undefined && sizes.reduce((sum, size) => sum + size, 0) >= most) {
    const message = 'The memory devices take all the memory; <memory> counts them too.';
    report.error('invalid-combination', first.node.nameSpan, message);
  }
  checkSlots(memoryDevices, maxMemory?.attr.slots, report);
  const nvdimm = memoryDevices.find(({ model }) => model === 'nvdimm');
  if (nvdimm && !domain.child.features?.child.acpi) {
    report.warning(
      'invalid-combination',
      nvdimm.node.nameSpan,
      'QEMU plugs in NVDIMMs only with <acpi/> in <features>.',
    );
  }
}

/** libvirt leaves it to QEMU, which ends at once. */
export function checkLaunchSecurity({ attr, child: { launchSecurity } }: DomainDraft, report: DiagnosticList): void {
  if (!launchSecurity || attr.type !== 'qemu') return;
  const message = 'Memory is encrypted by the host’s processor: that needs a domain of type kvm.';
  report.warning('invalid-combination', launchSecurity.node.nameSpan, message);
}

function checkSlots(devices: readonly MemoryDeviceDraft[], slots: number | undefined, report: DiagnosticList): void {
  const nvdimms = devices.filter((each) => each.model === 'nvdimm');
  const extra = slots === undefined ? undefined : nvdimms[slots];
  if (extra) report.error('invalid-combination', extra.node.nameSpan, `<maxMemory> has only ${slots} slots.`);
  const taken = new Duplicates('duplicate-address', report);
  for (const { child } of nvdimms) {
    const { address, target } = child;
    checkLabel(target, report);
    const slot = address?.attr.slot;
    if (!address || slot === undefined) continue;
    const span = attributeSpan(address.node, 'slot');
    taken.add(`${slot}`, 'memory', span, () => `Another memory device is in slot ${slot}.`);
    if (slots !== undefined && slot >= slots) report.error('wrong-address', span, `The slots are 0 to ${slots - 1}.`);
  }
}

type Target = Extract<MemoryDeviceDraft, { model: 'nvdimm' }>['child']['target'];

/** QEMU takes the label area from the end of the memory. */
function checkLabel(target: Target, report: DiagnosticList): void {
  const label = target?.child.label;
  const [whole, part] = [sizeInBytes(target?.child.size), sizeInBytes(label?.child.size)];
  if (!label || whole === undefined || part === undefined || part < whole) return;
  report.error('invalid-combination', label.node.nameSpan, 'The label area is larger than the memory.');
}
