import { diskAddress } from './address.ts';
import { alias, boot } from './device.ts';
import { atMostOne, element, one, optional, required, text, variants } from './elementSchema.ts';
import { hostPciAddress, managed } from './hostdev.ts';
import { diskImage, node } from './hostThing.ts';
import { absolutePath, pathOf, serialNumber, targetDevice } from './names.ts';
import { integer } from './numbers.ts';
import { oneOf } from './valueType.ts';

const driver = element('How QEMU reads and writes the image.', {
  attributes: {
    name: optional(oneOf({ qemu: 'QEMU’s own block layer.' }, ['tap', 'tap2', 'phy', 'file']), 'The driver.'),
    type: optional(
      oneOf(
        {
          raw: 'The image is the disk, byte for byte.',
          qcow2: 'QEMU’s format: grows as it is written, has snapshots.',
        },
        [
          'qcow',
          'qed',
          'vmdk',
          'vdi',
          'vpc',
          'vhdx',
          'luks',
          'bochs',
          'cloop',
          'dmg',
          'iso',
          'dir',
          'fat',
          'vhd',
          'ploop',
        ],
      ),
      'The image’s format; raw unless given. It is never guessed from the image.',
    ),
    cache: optional(
      oneOf(
        {
          none: 'The host’s page cache is passed by.',
          writeback: 'Through the host’s page cache; the guest’s flushes count.',
          writethrough: 'Each write is on the disk when the guest hears of it.',
          directsync: 'As writethrough, and the host’s page cache is passed by.',
          unsafe: 'Flushes are ignored: fast, and lost when the host fails.',
        },
        ['default'],
      ),
      'How the host caches the image.',
    ),
    io: optional(
      oneOf({
        threads: 'A pool of threads.',
        native: 'Linux AIO; wants cache none or directsync.',
        io_uring: 'io_uring.',
      }),
      'How requests reach the host’s kernel.',
    ),
    discard: optional(
      oneOf({ unmap: 'Freed blocks are freed in the image too.', ignore: 'The guest’s discards change nothing.' }),
      'What happens when the guest frees blocks.',
    ),
    detect_zeroes: optional(
      oneOf({ off: 'Zeros are written.', on: 'Zeros are written in a short form.', unmap: 'Zeros free blocks.' }),
      'What happens when the guest writes zeros.',
    ),
  },
});

const target = element('How the guest sees the disk.', {
  attributes: {
    dev: required(targetDevice, 'A name, unique in the domain: vda, sda, hda … The guest may choose another one.'),
    bus: optional(
      oneOf(
        {
          virtio: 'A virtio block device: fast, needs a driver in the guest.',
          ide: 'The IDE controller of a pc machine.',
          sata: 'A SATA controller, as q35 has one built in.',
          scsi: 'A SCSI controller.',
        },
        ['fdc', 'xen', 'usb', 'uml', 'sd', 'nvme'],
      ),
      'The kind of bus; from the first letters of dev unless given.',
    ),
    tray: optional(oneOf({ closed: 'The tray is in.' }, ['open']), 'Whether the tray of a CD-ROM drive is open.'),
  },
});

/** What libvirt does when the image is missing; here it is always an error. */
const startupPolicy = optional(
  oneOf({ mandatory: 'A missing image is an error, as always here.' }, ['requisite', 'optional']),
  'What happens when the image is missing at a start.',
);

/** libvirt numbers the images of running disks; the number means nothing in a definition. */
const index = optional(integer({ min: 0, max: 0xffffffff }), 'Given by libvirt to a running disk; ignored.');

const common = {
  driver: atMostOne(driver),
  target: one(target),
  readonly: atMostOne(element('The guest cannot write. CD-ROM drives are always so.')),
  shareable: atMostOne(element('Several machines may use this disk at once.')),
  serial: atMostOne(element('A serial number for the guest.', { text: text(serialNumber) })),
  boot,
  alias,
  address: atMostOne(diskAddress),
};

const attributes = {
  device: optional(
    oneOf({ disk: 'A hard disk.', cdrom: 'A CD-ROM drive, which may be empty.' }, ['floppy', 'lun']),
    'What the guest sees; disk unless given.',
  ),
};

const helper = element('A helper that runs already, and at whose socket QEMU finds it.', {
  children: {
    source: one(
      element('The helper’s socket.', {
        attributes: {
          type: required(oneOf({ unix: 'A Unix socket.' }), 'The kind of socket.'),
          path: required(absolutePath, 'The path of the socket.'),
          mode: required(oneOf({ client: 'QEMU connects to it.' }), 'Who connects.'),
        },
      }),
    ),
  },
});

const reservations = atMostOne(
  variants('A helper of the host that carries out the guest’s SCSI persistent reservations.', {
    by: 'managed',
    cases: { no: helper },
    known: ['yes'],
  }),
);

const blockAttributes = {
  device: optional(
    oneOf(
      {
        disk: 'A hard disk.',
        cdrom: 'A CD-ROM drive, which may be empty.',
        lun: 'A SCSI device of the host: the guest’s SCSI commands reach it. Only on the scsi bus.',
      },
      ['floppy'],
    ),
    'What the guest sees; disk unless given.',
  ),
};

const nvmeAttributes = {
  device: optional(oneOf({ disk: 'A hard disk.' }, ['lun']), 'What the guest sees.'),
};

const file = element('A disk whose image is a file.', {
  attributes,
  children: {
    source: atMostOne(
      element('The image. Left out, a CD-ROM drive is empty.', {
        attributes: {
          file: required(pathOf(diskImage), 'The path of the image.', 'takes the drive for empty'),
          startupPolicy,
          index,
        },
      }),
    ),
    ...common,
  },
});

const block = element('A disk that is a block device of the host. The device becomes part of the private /dev.', {
  attributes: blockAttributes,
  children: {
    source: atMostOne(
      element('The device. Left out, a CD-ROM drive is empty.', {
        attributes: {
          dev: required(pathOf(node('block')), 'The path of the block device.', 'takes the drive for empty'),
          startupPolicy,
          index,
        },
        children: { reservations },
      }),
    ),
    ...common,
  },
});

const nvme = element('A namespace of an NVMe controller of the host, which QEMU drives itself.', {
  attributes: nvmeAttributes,
  children: {
    source: one(
      element('The namespace.', {
        attributes: {
          type: required(oneOf({ pci: 'A controller on a PCI bus of the host.' }), 'The kind of controller.'),
          namespace: required(integer({ min: 1, max: 0xffffffff }), 'The number of the namespace.'),
          managed,
          index,
        },
        children: { address: one(hostPciAddress) },
      }),
    ),
    ...common,
  },
});

export const disk = variants('A hard disk or CD-ROM drive.', {
  by: 'type',
  cases: { file, block, nvme },
  otherwise: 'file',
  known: ['network', 'dir', 'volume', 'vhostuser', 'vhostvdpa'],
});
