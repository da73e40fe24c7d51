import { describe, expect, test } from 'vitest';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { domainText } from './domainText.ts';
import { aliases, disk, readValid } from './readValid.ts';

describe('places of disks, as libvirt derives them from the target', () => {
  test.each([
    ['hda', 'ide0-0-0', [0, 0, 0, 0]],
    ['hdd', 'ide0-1-1', [0, 1, 0, 1]],
    ['sda', 'scsi0-0-0-0', [0, 0, 0, 0]],
    ['sdg', 'scsi0-0-0-6', [0, 0, 0, 6]],
    ['sdh', 'scsi1-0-0-0', [1, 0, 0, 0]],
    ['sdaa', 'scsi3-0-0-5', [3, 0, 0, 5]],
  ])('%s is %s', (dev, alias, [controller, bus, target, unit]) => {
    const { disks } = readValid({ devices: disk(`dev='${dev}'`) });
    expect(disks).toMatchObject([{ alias, address: { type: 'drive', controller, bus, target, unit } }]);
  });

  test('a bus may be named, whatever the letters', () => {
    const { disks } = readValid({ devices: `${disk("dev='sdb' bus='sata'")}${disk("dev='hda' bus='virtio'")}` });
    expect(aliases(disks)).toEqual(['sata0-0-1', 'virtio-disk0']);
  });

  test('virtio disks of the same letters have different aliases, and none that another’s letters stand for', () => {
    const targets = ["dev='sda' bus='virtio'", "dev='vda'", "dev='hda' bus='virtio'", "dev='vdb'"];
    const { disks } = readValid({ devices: targets.map((target) => disk(target)).join('') });
    expect(aliases(disks)).toEqual(['virtio-disk0', 'virtio-disk2', 'virtio-disk3', 'virtio-disk1']);
  });

  test('a given address holds', () => {
    const { disks } = readValid({
      devices: disk("dev='sda'", "<address type='drive' controller='2' target='3' unit='4'/>"),
    });
    expect(disks).toMatchObject([{ alias: 'scsi2-0-3-4', address: { controller: 2, bus: 0, target: 3, unit: 4 } }]);
  });

  test.each(['vda', 'vdz', 'vdaa', 'vdba'])('virtio disks are numbered by their letters: %s', (dev) => {
    const index = { vda: 0, vdz: 25, vdaa: 26, vdba: 52 }[dev];
    expect(aliases(readValid({ devices: disk(`dev='${dev}'`) }).disks)).toEqual([`virtio-disk${index}`]);
  });
});

describe('controllers', () => {
  const controllers = (devices: string, machine = 'pc') =>
    readValid({ os: `<os><type machine='${machine}'>hvm</type></os>`, devices }).controllers.map(
      ({ type, index, alias, model, origin }) =>
        `${type}${index} ${alias} ${model ?? '-'} ${origin.element.replace('/domain/devices/', '')}`,
    );

  test('are named as libvirt names them', () => {
    expect(
      controllers(
        `<controller type='pci' index='0' model='pci-root'/><controller type='usb' index='0'/><controller type='usb' index='1' model='ehci'/>
         <controller type='ide' index='0'/><controller type='scsi' index='0' model='virtio-scsi'/><controller type='sata' index='0'/>
         <controller type='virtio-serial' index='0'/><controller type='pci' index='1' model='pci-bridge'/>`,
      ),
    ).toEqual([
      'pci0 pci.0 pci-root controller[1]',
      'usb0 usb piix3-uhci controller[2]',
      'usb1 usb1 ehci controller[3]',
      'ide0 ide - controller[4]',
      'scsi0 scsi0 virtio-scsi controller[5]',
      'sata0 sata0 - controller[6]',
      'virtio-serial0 virtio-serial0 - controller[7]',
      'pci1 pci.1 pci-bridge controller[8]',
    ]);
  });

  test('on q35 the root and the first SATA controller have other names', () => {
    expect(
      controllers(
        "<controller type='pci' index='0' model='pcie-root'/><controller type='sata' index='0'/><controller type='pci' index='1' model='pcie-root-port'/>",
        'pc-q35-8.0',
      ),
    ).toEqual([
      'pci0 pcie.0 pcie-root controller[1]',
      'sata0 ide - controller[2]',
      'pci1 pci.1 pcie-root-port controller[3]',
    ]);
  });

  test('get the next free index and the usual model', () => {
    expect(
      controllers(
        "<controller type='scsi'/><controller type='scsi' index='0'/><controller type='pci'/><controller type='pci' model='pci-root'/>",
      ),
    ).toEqual([
      'scsi1 scsi1 lsilogic controller[1]',
      'scsi0 scsi0 lsilogic controller[2]',
      'pci1 pci.1 pci-bridge controller[3]',
      'pci0 pci.0 pci-root controller[4]',
    ]);
  });

  test('a second SATA controller is not the chipset’s, though its index is only what is left', () => {
    expect(
      controllers(
        "<controller type='sata'/><controller type='sata'><address type='pci' slot='5'/></controller>",
        'q35',
      ),
    ).toEqual(['sata0 ide - controller[1]', 'sata1 sata1 - controller[2]']);
  });

  test('are added when a device needs one, and come from that device', () => {
    expect(
      controllers(
        `${disk("dev='hda'")}${disk("dev='sdh' bus='scsi'")}${disk("dev='sda' bus='sata'")}<input type='tablet'/><channel><target type='virtio'/></channel>`,
      ),
    ).toEqual([
      'usb0 usb piix3-uhci input',
      'ide0 ide - disk[1]',
      'sata0 sata0 - disk[3]',
      'scsi0 scsi0 lsilogic disk[2]',
      'scsi1 scsi1 lsilogic disk[2]',
      'virtio-serial0 virtio-serial0 - channel',
    ]);
  });

  test('a USB device without an address needs none beside the one that is there', () => {
    expect(controllers("<controller type='usb' index='1'/><input type='tablet'/>")).toEqual([
      'usb1 usb1 piix3-uhci controller',
    ]);
    const onTwo = "<input type='tablet'><address type='usb' bus='2' port='1'/></input>";
    expect(controllers(`<controller type='usb' index='1'/>${onTwo}`)).toEqual([
      'usb1 usb1 piix3-uhci controller',
      'usb2 usb2 piix3-uhci input',
    ]);
  });

  test('added ones are of the chipset’s and the siblings’ kind', () => {
    expect(
      controllers(
        `${disk("dev='sda'", "<address type='drive' controller='1'/>")}<controller type='scsi' model='virtio-scsi' index='0'/><input type='tablet'/>`,
        'q35',
      ),
    ).toEqual(['scsi0 scsi0 virtio-scsi controller', 'usb0 usb qemu-xhci input', 'scsi1 scsi1 virtio-scsi disk']);
  });
});

describe('serial ports, consoles and channels', () => {
  const devices = (xml: string) =>
    readValid({ devices: xml }).characterDevices.map(({ alias, kind, backend, target, address, origin }) => {
      const where =
        target.type === 'isa-serial'
          ? `port ${target.port}`
          : address?.type === 'virtio-serial' && `${address.controller}:${address.port}`;
      return `${alias} ${kind} ${backend.type} ${where} ${origin.element.replace('/domain/devices/', '')}`;
    });

  test('a console is the first serial port', () => {
    expect(devices("<serial type='pty'/><console type='pty'><target type='serial' port='0'/></console>")).toEqual([
      'serial0 serial pty port 0 serial',
    ]);
  });

  test('a console without a serial port makes one', () => {
    expect(devices('<console/>')).toEqual(['serial0 serial pty port 0 console']);
    expect(devices("<console type='pty' tty='/dev/pts/3'><source path='/dev/pts/3'/></console>")).toEqual([
      'serial0 serial pty port 0 console',
    ]);
  });

  test('a port that is not given is the next above the highest', () => {
    expect(devices("<serial/><serial><target port='1'/></serial><serial/>")).toEqual([
      'serial0 serial pty port 2 serial[1]',
      'serial1 serial pty port 1 serial[2]',
      'serial2 serial pty port 3 serial[3]',
    ]);
  });

  test('virtio consoles count all consoles; port 0 is theirs', () => {
    expect(
      devices(
        "<console/><console><target type='virtio'/></console><console><target type='virtio'/></console><channel><target type='virtio' name='a'/></channel>",
      ),
    ).toEqual([
      'serial0 serial pty port 0 console[1]',
      'console1 console pty 0:0 console[2]',
      'console2 console pty 0:1 console[3]',
      'channel0 channel pty 0:2 channel',
    ]);
  });

  test('given virtio ports hold, others are filled in', () => {
    const channel = (address: string) => `<channel><target type='virtio'/>${address}</channel>`;
    expect(
      devices(
        channel('') +
          channel("<address type='virtio-serial' port='1'/>") +
          channel("<address type='virtio-serial' controller='1' port='3'/>") +
          channel("<address type='virtio-serial' controller='1'/>"),
      ),
    ).toEqual([
      'channel0 channel pty 0:2 channel[1]',
      'channel1 channel pty 0:1 channel[2]',
      'channel2 channel pty 1:3 channel[3]',
      'channel3 channel pty 1:1 channel[4]',
    ]);
  });

  test('a full controller is followed by another', () => {
    const many = devices("<channel><target type='virtio'/></channel>".repeat(31));
    expect(many.at(29)).toContain(' 0:30 ');
    expect(many.at(30)).toContain(' 1:1 ');
  });

  test('back ends', () => {
    const { characterDevices } = readValid({
      devices: `<serial type='null'/><serial type='file'><source path='/l' append='on'/></serial>
        <serial type='unix'><source mode='bind' path='/s'/></serial><channel type='unix'><source path='/c'/><target type='virtio'/></channel>`,
    });
    expect(characterDevices.map(({ backend }) => backend)).toMatchObject([
      { type: 'null' },
      { type: 'file', file: { path: '/l', origin: { element: '/domain/devices/serial[2]/source' } }, append: true },
      { type: 'unix', mode: 'bind', socket: { path: '/s' } },
      { type: 'unix', mode: 'connect', socket: { path: '/c' } },
    ]);
  });
});

describe('the screen', () => {
  const listen = (xml: string) => {
    const [first] = readValid({ devices: xml }).graphics;
    return first?.type === 'vnc' ? first.listen : undefined;
  };

  test.each([
    ["<graphics type='vnc'/>", { address: '127.0.0.1', port: -1 }],
    ["<graphics type='vnc' port='-1'/>", { address: '127.0.0.1', port: -1 }],
    ["<graphics type='vnc' port='5901' autoport='yes'/>", { address: '127.0.0.1', port: -1 }],
    ["<graphics type='vnc' port='5901' autoport='no' listen='::1'/>", { address: '::1', port: 5901 }],
    [
      "<graphics type='vnc' port='5901'><listen type='address' address='0.0.0.0'/></graphics>",
      { address: '0.0.0.0', port: 5901 },
    ],
    ["<graphics type='vnc'><listen type='address'/></graphics>", { address: '127.0.0.1', port: -1 }],
    ["<graphics type='vnc' socket='/s'/>", { socket: { path: '/s' } }],
    ["<graphics type='vnc'><listen type='socket' socket='/s'/></graphics>", { socket: { path: '/s' } }],
  ])('%s', (xml, expected) => {
    expect(listen(xml)).toMatchObject(expected);
  });

  test('may be shown by nobody but the agent', () => {
    expect(listen("<graphics type='vnc'><listen type='none'/></graphics>")).toBe('nowhere');
  });

  test('cards', () => {
    const { videos } = readValid({
      devices:
        "<video><model type='vga' vram='16384' heads='1' primary='yes'/></video><video><model type='virtio'/></video>",
    });
    expect(videos).toMatchObject([
      { alias: 'video0', model: 'vga', vram: 16384 },
      { alias: 'video1', model: 'virtio' },
    ]);
  });
});

describe('addresses and aliases', () => {
  test.each([
    [
      "<address type='pci' domain='0x0000' bus='0x00' slot='0x05' function='0x1' multifunction='on'/>",
      { bus: 0, slot: 5, function: 1, multifunction: true },
    ],
    ["<address type='pci' slot='10'/>", { bus: 0, slot: 10, function: 0 }],
    ["<address type='pci' slot='010'/>", { bus: 0, slot: 8, function: 0 }],
  ])('%s', (address, expected) => {
    expect(readValid({ devices: disk("dev='vda'", address) }).disks[0]?.address).toEqual({
      type: 'pci',
      domain: 0,
      ...expected,
    });
  });

  test('a PCI address of zeros is none', () => {
    for (const address of ["<address type='pci'/>", "<address type='pci' domain='0' bus='0' slot='0' function='0'/>"]) {
      expect(readValid({ devices: disk("dev='vda'", address) }).disks[0]).not.toHaveProperty('address');
    }
  });

  test('one’s own aliases are kept, others made anew', () => {
    const { disks, memballoon } = readValid({
      devices: `${disk("dev='vda'", "<alias name='ua-root'/>")}${disk("dev='vdb'", "<alias name='other'/>")}<memballoon model='virtio'><alias name='ua-b'/></memballoon>`,
    });
    expect(aliases(disks)).toEqual(['ua-root', 'virtio-disk1']);
    expect(memballoon).toMatchObject({ alias: 'ua-b' });
  });

  test('origins say where siblings with one name stand', () => {
    const text = domainText({ devices: `${disk("dev='vda'")}\n${disk("dev='vdb'")}` });
    const { domain, document } = readDomain(text);
    const second = domain?.disks[1]?.origin;
    expect(second?.element).toBe('/domain/devices/disk[2]');
    const { start, end } = second?.range ?? { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    expect(text.slice(document.lines.offset(start), document.lines.offset(end))).toBe(disk("dev='vdb'"));
  });
});
