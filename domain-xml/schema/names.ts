import { say } from '../message.ts';
import type { HostThing } from './hostThing.ts';
import { invalid, naming, pattern, shown, type ValueType } from './valueType.ts';

/**
 * An absolute path on the host. Neither `..` nor links are resolved here; a NUL, which XML cannot hold, and line ends,
 * which no tool shows well, are refused.
 */
export const absolutePath: ValueType<string> = {
  label: 'an absolute path',
  read: (value) => {
    if (!value.startsWith('/'))
      return invalid(say('“{0}” is not an absolute path: it has to begin with /.', shown(value)));
    if (hasControlCharacter(value))
      return invalid(say('A path may not contain line ends or other control characters.'));
    return value.length > 4095 ? invalid(say('The path is longer than 4095 characters.')) : { value };
  },
};

export const pathOf = (host: HostThing): ValueType<string> => naming(absolutePath, host);

/** Whether a value is a path, of whatever kind of thing. */
export const isPath = (type: ValueType<unknown> | undefined): boolean => type?.read === absolutePath.read;

const MAX_NAME_BYTES = 200;

/** A domain's name. It becomes part of file names: no `/`, not `.` or `..`, and short enough for `NAME.xml` and the like. */
export const domainName: ValueType<string> = {
  label: 'a name for the domain',
  read: (value) => {
    if (value.trim() === '') return invalid(say('The name is empty.'));
    if (value === '.' || value === '..' || value.includes('/'))
      return invalid(say('A name may not contain /, nor be “.” or “..”.'));
    if (hasControlCharacter(value))
      return invalid(say('A name may not contain line ends or other control characters.'));
    return utf8Length(value) > MAX_NAME_BYTES
      ? invalid(say('The name is longer than {0} bytes.', MAX_NAME_BYTES))
      : { value };
  },
};

/** A UUID in canonical form: lower case with hyphens. libvirt takes it with the hyphens anywhere, or without. */
export const uuid: ValueType<string> = {
  label: 'a UUID',
  read: (text) => {
    const digits = text.trim().replaceAll('-', '').toLowerCase();
    if (!/^[0-9a-f]{32}$/.test(digits)) return invalid(say('“{0}” is not a UUID.', shown(text)));
    if (/^([0-9a-f]{2})\1{15}$/.test(digits)) return invalid(say('A UUID may not be the same byte sixteen times.'));
    return { value: digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') };
  },
};

/** A MAC address in lower case, two digits an octet; not a multicast one, which no network card may have. */
export const macAddress: ValueType<string> = {
  label: 'a MAC address such as 52:54:00:12:34:56',
  read: (text) => {
    if (!/^[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}$/.test(text))
      return invalid(say('“{0}” is not a MAC address.', shown(text)));
    const octets = text.toLowerCase().split(':');
    if (Number.parseInt(octets[0] ?? '', 16) % 2 === 1)
      return invalid(say('“{0}” is a multicast address.', shown(text)));
    return { value: octets.map((octet) => octet.padStart(2, '0')).join(':') };
  },
};

/** QEMU's name of a machine with an i440fx or q35 chipset. */
export const machineType = naming(
  pattern(
    'a machine of the pc or q35 family',
    /^(pc|q35|pc-(i440fx|q35)-[\w.+-]{1,64}|pc-[0-9][\w.]{0,16})$/,
    'unsupported-value',
  ),
  { kind: 'machine-type' },
);

/** A CPU model: QEMU splits its option at commas and cannot be told of one inside a name. */
export const cpuModel = naming(pattern('the name of a CPU model', /^[\w.-]{1,64}$/), { kind: 'cpu-model' });

/** What a device is called by the guest: letters, from `vda` for the first. */
export const targetDevice = pattern('a device name such as vda, sda or hda', /^(hd|sd|vd|xvd|ubd|fd)[a-z]{1,4}$/);

export const serialNumber = pattern('a serial number: letters, digits, space, - _ . + /', /^[\w .+/-]{1,256}$/);

export const portName = pattern('the name of a port, without control characters', /^[^\p{Cc}]{1,255}$/u);

/** Ports behind a hub are written with dots; hubs are not supported. */
export const usbPort = pattern('the number of a USB port of the controller itself', /^\d{1,2}$/, 'unsupported-value');

export const listenAddress = pattern('a host name or IP address', /^[\w.:%-]{1,255}$/);

/** libvirt keeps names that begin with ua- for users; all others it gives itself, anew at every start. */
export const deviceAlias = pattern('an alias: letters, digits, - and _', /^[\w.-]{1,128}$/);

/** Virtual CPUs from the first on. */
export const cpuRange = pattern('all virtual CPUs, such as 0-3', /^0(-\d{1,4})?$/, 'unsupported-value');

export const memoryAddress = pattern('an address such as 0x100000000', /^0x[0-9a-fA-F]{1,16}$/);

/** A SCSI adapter of the host, as the kernel calls it. */
export const scsiHost = pattern('the name of a SCSI adapter such as scsi_host0', /^scsi_host\d{1,9}$/);

/** The name of a target as vhost-scsi takes it. */
export const worldWideName = pattern('a name such as naa.5123456789abcde0', /^naa\.[0-9a-fA-F]{16}$/);

function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}
