import { atMostOne, element, optional, required, text } from './elementSchema.ts';
import { integer, memoryAmount, memoryUnit } from './numbers.ts';
import { oneOf } from './valueType.ts';

const unit = optional(memoryUnit, 'The unit of the number; KiB unless given.');

export const memory = element('The memory of the machine.', {
  attributes: {
    unit,
    dumpCore: optional(
      oneOf({ off: 'As always here.' }, ['on']),
      'Whether the guest’s memory is part of a core dump of QEMU.',
    ),
  },
  text: text(memoryAmount),
});

export const currentMemory = element('The memory that the guest has at first; the balloon holds the rest.', {
  attributes: { unit },
  text: text(memoryAmount),
});

export const vcpu = element('The number of virtual CPUs.', {
  attributes: {
    placement: optional(
      oneOf({ static: 'The virtual CPUs run where the host puts them.' }, ['auto']),
      'Where virtual CPUs run.',
    ),
    current: optional(integer({ min: 1, max: 4096 }), 'How many of them the guest has at first.'),
  },
  text: text(integer({ min: 1, max: 4096 })),
});

export const features = element('Features of the machine.', {
  children: {
    acpi: atMostOne(element('ACPI: power button, and shutdown that the guest carries out.')),
    apic: atMostOne(element('The interrupt controller of today’s systems; QEMU always has it.')),
    pae: atMostOne(element('Physical address extension, for 32-bit guests with more than 4 GiB.')),
  },
});

export const clock = element('The clock that the guest reads at its start.', {
  attributes: {
    offset: required(
      oneOf(
        {
          utc: 'The host’s time in UTC, as Unix systems expect it.',
          localtime: 'The host’s local time, as Windows expects it.',
        },
        ['timezone', 'variable', 'absolute'],
      ),
      'What it shows.',
      'takes utc',
    ),
  },
});

const action = oneOf(
  {
    destroy: 'The machine ends, and its resources are free.',
    restart: 'The machine starts again.',
    preserve: 'The machine ends and is kept to be looked at.',
    'rename-restart': 'As restart.',
  },
  ['coredump-destroy', 'coredump-restart'],
);

export const onPoweroff = element('What happens when the guest powers off; destroy unless given.', {
  text: text(action),
});
export const onReboot = element('What happens when the guest reboots; restart unless given.', { text: text(action) });
export const onCrash = element('What happens when the guest crashes; destroy unless given.', { text: text(action) });
