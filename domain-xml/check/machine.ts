import type { DiagnosticList } from '../diagnosticList.ts';
import { say } from '../message.ts';
import { childElements, textOf } from '../parse/xmlTree.ts';
import type { DomainDraft } from '../schema/drafts.ts';
import { attributeSpan, contentSpan } from './spans.ts';

const KIB = 1024;

/** libvirt forgives a current memory that is more than the memory by less than this, since older versions rounded. */
const ROUNDING = 4096 * KIB;

/** Memory, virtual CPUs, CPU and boot. */
export function checkMachine(domain: DomainDraft, report: DiagnosticList): void {
  checkMemory(domain, report);
  checkVcpus(domain, report);
  checkNuma(domain, report);
  checkCpu(domain, report);
  checkKernel(domain, report);
  checkFirmware(domain, report);
}

function checkMemory({ child: { memory, currentMemory } }: DomainDraft, report: DiagnosticList): void {
  const most = sizeInBytes(memory);
  const current = sizeInBytes(currentMemory);
  if (memory && most === 0) report.error('invalid-value', contentSpan(memory.node), say('A machine needs memory.'));
  if (memory && most !== undefined && !Number.isSafeInteger(most)) {
    report.error('invalid-value', contentSpan(memory.node), say('That is more memory than any machine has.'));
  }
  if (!currentMemory || most === undefined || current === undefined) return;
  if (current > Math.ceil(most / ROUNDING) * ROUNDING) {
    const message = say('The current memory is more than the memory.');
    report.error('current-memory-too-large', contentSpan(currentMemory.node), message);
  }
}

/** A size in bytes, when its number and unit could be read. */
export function sizeInBytes(size: DomainDraft['child']['memory']): number | undefined {
  return size?.text === undefined ? undefined : size.text * (size.attr.unit ?? KIB);
}

function checkVcpus({ child: { vcpu, cpu } }: DomainDraft, report: DiagnosticList): void {
  const maximum = vcpu ? vcpu.text : 1;
  if (maximum === undefined) return;
  if (vcpu?.attr.current !== undefined && vcpu.attr.current > maximum) {
    const message = say('More virtual CPUs than the {0} that there are at most.', maximum);
    report.error('too-many-vcpus', attributeSpan(vcpu.node, 'current'), message);
  }
  const topology = cpu?.child.topology;
  const { sockets, cores, threads } = topology?.attr ?? {};
  if (!topology || !sockets || !cores || !threads || sockets * cores * threads === maximum) return;
  // With dies or clusters that are not supported, which is said already, the product means nothing.
  if (Object.keys(topology.attr).length < topology.node.attributes.length) return;
  const message = say('{0} × {1} × {2} is not {3}, the number of virtual CPUs.', sockets, cores, threads, maximum);
  report.error('topology-mismatch', topology.node.nameSpan, message);
}

function checkNuma({ child: { vcpu, cpu } }: DomainDraft, report: DiagnosticList): void {
  const cell = cpu?.child.numa?.child.cell;
  const maximum = vcpu ? vcpu.text : 1;
  if (cell?.attr.memory === 0) {
    report.error('invalid-value', attributeSpan(cell.node, 'memory'), say('A machine needs memory.'));
  }
  if (cell?.attr.cpus === undefined || maximum === undefined) return;
  const all = maximum === 1 ? '0' : `0-${maximum - 1}`;
  if (cell.attr.cpus === all) return;
  report.error(
    'unsupported-value',
    attributeSpan(cell.node, 'cpus'),
    say('Only all virtual CPUs are supported here: {0}.', all),
  );
}

function checkCpu({ child: { cpu } }: DomainDraft, report: DiagnosticList): void {
  const model = cpu?.child.model;
  if (!cpu || !model) return;
  const named = textOf(model.node).trim() !== '';
  const { mode = 'custom' } = cpu.attr;
  const custom = mode === 'custom';
  if (custom && !named) report.error('missing-text', model.node.nameSpan, say('The CPU model has no name.'));
  if (!custom && named) {
    const message = say('A model is named only with mode custom, not with {0}.', mode);
    report.error('unsupported-text', contentSpan(model.node), message);
  }
}

/** Variables are in a second flash, beside the firmware's. */
function checkFirmware({ child: { os } }: DomainDraft, report: DiagnosticList): void {
  const { nvram, loader } = os?.child ?? {};
  if (!nvram || loader?.attr.type === 'pflash') return;
  report.error(
    'invalid-combination',
    nvram.node.nameSpan,
    say('Only firmware of type pflash has variables of its own.'),
  );
}

function checkKernel({ child: { os } }: DomainDraft, report: DiagnosticList): void {
  if (!os || childElements(os.node).some(({ name }) => name === 'kernel')) return;
  const { initrd, dtb, cmdline } = os.child;
  for (const part of [initrd, dtb, cmdline]) {
    if (part) report.error('missing-kernel', part.node.nameSpan, say('<{0}> needs a <kernel>.', part.node.name));
  }
}
