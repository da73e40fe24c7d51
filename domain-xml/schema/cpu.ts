import { atMostOne, element, one, optional, optionalText, required } from './elementSchema.ts';
import { cpuModel, cpuRange } from './names.ts';
import { exactly, integer, memoryAmount, memoryUnit } from './numbers.ts';
import { oneOf } from './valueType.ts';

const count = integer({ min: 1, max: 4096 });

const topology = element('How the virtual CPUs are laid out. Sockets × cores × threads is the number of them.', {
  attributes: {
    sockets: required(count, 'Processors.'),
    dies: optional(exactly(1), 'Dies in a socket.'),
    clusters: optional(exactly(1), 'Clusters in a die.'),
    cores: required(count, 'Cores in a socket.'),
    threads: required(count, 'Threads in a core.'),
  },
});

const cell = element('The node that all virtual CPUs and all memory but memory devices belong to.', {
  attributes: {
    id: optional(exactly(0), 'The number of the node; there is one.'),
    cpus: optional(cpuRange, 'The virtual CPUs in it: all of them.'),
    memory: required(memoryAmount, 'Its memory. With memory devices it is what <memory> counts.'),
    unit: optional(memoryUnit, 'The unit of the number; KiB unless given.'),
  },
});

const numa = element('NUMA nodes of the guest. libvirt wants one where there are memory devices.', {
  children: { cell: one(cell) },
});

const model = element('The CPU model when the mode is custom.', {
  attributes: {
    fallback: optional(
      oneOf({ allow: 'Changes nothing: QEMU says when it has no such model.', forbid: 'Changes nothing, likewise.' }),
      'What libvirt does when the model is missing.',
    ),
  },
  text: optionalText(cpuModel),
});

export const cpu = element('The CPU that the guest sees.', {
  attributes: {
    mode: optional(
      oneOf({
        custom: 'The model that <model> names.',
        'host-model': 'The nearest that QEMU resolves itself: the host’s CPU under KVM, all features under TCG.',
        'host-passthrough': 'The host’s CPU under KVM, all features under TCG.',
        maximum: 'Every feature that the accelerator has.',
      }),
      'Where the CPU comes from; custom unless given.',
    ),
    match: optional(
      oneOf({ exact: 'The guest sees this model, no more and no less.' }, ['minimum', 'strict']),
      'How strictly the host has to match.',
    ),
    check: optional(
      oneOf(
        {
          none: 'Nothing is compared before the start.',
          partial: 'Changes nothing: Virtcell leaves the comparison to QEMU.',
        },
        ['full'],
      ),
      'What libvirt compares before a start.',
    ),
    migratable: optional(
      oneOf({ on: 'As QEMU does by itself: features that block migration are left out.' }, ['off']),
      'Whether features that block migration are left out.',
    ),
  },
  children: { model: atMostOne(model), topology: atMostOne(topology), numa: atMostOne(numa) },
});
