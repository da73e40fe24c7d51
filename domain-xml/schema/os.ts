import { atMostOne, element, many, one, optional, required, text } from './elementSchema.ts';
import { file } from './hostThing.ts';
import { absolutePath, machineType, pathOf } from './names.ts';
import { freeText, oneOf, yesNo } from './valueType.ts';

const arch = oneOf({ x86_64: '64-bit PC; also runs 32-bit systems.', i686: '32-bit PC.' }, [
  'aarch64',
  'armv7l',
  'ppc64',
  'ppc64le',
  'riscv64',
  's390x',
  'loongarch64',
]);

const type = element('What kind of guest this is.', {
  attributes: {
    arch: optional(arch, 'The processor architecture; x86_64 unless given.'),
    machine: optional(
      machineType,
      'QEMU’s machine type: pc (i440fx chipset), q35, or one with a version. pc unless given.',
    ),
  },
  text: text(oneOf({ hvm: 'A fully virtualised machine.' }, ['linux', 'exe', 'xen', 'xenpvh', 'uml'])),
});

const boot = element('A kind of device that firmware tries, in the order of these elements.', {
  attributes: {
    dev: required(
      oneOf({
        hd: 'The first hard disk.',
        cdrom: 'The first CD-ROM drive.',
        network: 'The first network card.',
        fd: 'A floppy drive; the supported subset has none, so nothing is tried.',
      }),
      'The kind of device.',
    ),
  },
});

const kernelFile = file(['vmlinu*', 'bzImage*'], '/boot');
const initrdFile = file(['initr*', '*.initrd', '*.cpio*'], '/boot');
const firmware = file(
  ['OVMF_CODE*.fd', '*.rom', 'bios*.bin'],
  '/usr/share/OVMF',
  '/usr/share/qemu',
  '/usr/share/seabios',
);

const loader = element('Firmware instead of QEMU’s own.', {
  attributes: {
    type: optional(
      oneOf({ rom: 'Read into memory, as a BIOS.', pflash: 'In a flash, as UEFI firmware is.' }),
      'How the machine has it; rom unless given.',
    ),
    readonly: optional(yesNo, 'Whether the guest may write to the flash.'),
    secure: optional(oneOf({ no: 'As by itself.' }, ['yes']), 'Whether the firmware guards its variables.'),
  },
  text: text(pathOf(firmware)),
});

export const os = element('What the machine is, and what it boots.', {
  children: {
    type: one(type),
    kernel: atMostOne(
      element('A kernel that QEMU loads itself: no boot loader is run.', { text: text(pathOf(kernelFile)) }),
    ),
    initrd: atMostOne(element('The initial RAM disk of that kernel.', { text: text(pathOf(initrdFile)) })),
    dtb: atMostOne(element('A device tree for that kernel.', { text: text(absolutePath) })),
    loader: atMostOne(loader),
    nvram: atMostOne(
      element('The firmware’s variables: a file of this machine’s own, which has to be there.', {
        text: text(absolutePath),
      }),
    ),
    cmdline: atMostOne(element('What is handed to that kernel, such as console=ttyS0.', { text: text(freeText) })),
    boot: many(boot),
  },
});
