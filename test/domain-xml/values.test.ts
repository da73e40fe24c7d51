import { describe, expect, test } from 'vitest';
import { ENGLISH, inWords } from '../../domain-xml/message.ts';
import * as names from '../../domain-xml/schema/names.ts';
import { addressNumber, exactly, integer, memoryUnit } from '../../domain-xml/schema/numbers.ts';
import { freeText, oneOf, onOff, shown, type ValueType, yesNo } from '../../domain-xml/schema/valueType.ts';
import { fc } from '../properties.ts';

/** The value, or the code of the refusal. */
function read<T>(type: ValueType<T>, text: string): T | string {
  const reading = type.read(text);
  return 'value' in reading ? reading.value : reading.code;
}

describe('numbers', () => {
  const small = integer({ min: -1, max: 300 });
  test.each([
    ['0', 0],
    ['-1', -1],
    ['+7', 7],
    ['007', 7],
    [' 300\n', 300],
    ['301', 'invalid-value'],
    ['', 'invalid-value'],
    ['1.0', 'invalid-value'],
    ['0x10', 'invalid-value'],
    ['1e2', 'invalid-value'],
    ['NaN', 'invalid-value'],
    ['١', 'invalid-value'],
    ['9'.repeat(400), 'invalid-value'],
  ])('a whole number: %j', (text, value) => expect(read(small, text)).toBe(value));

  const byte = addressNumber({ min: 0, max: 0xff });
  test.each([
    ['0', 0],
    ['0x1f', 31],
    ['0X1F', 31],
    ['31', 31],
    ['010', 8],
    ['08', 'invalid-value'],
    ['0x100', 'invalid-value'],
    ['-1', 'invalid-value'],
    ['0x', 'invalid-value'],
    ['', 'invalid-value'],
  ])('a number as in C: %j', (text, value) => expect(read(byte, text)).toBe(value));

  test.each([
    ['1', 1],
    ['2', 'unsupported-value'],
    ['two', 'invalid-value'],
  ])('the only number: %j', (text, value) => expect(read(exactly(1), text)).toBe(value));

  test('units of memory', () => {
    const units = {
      b: 1,
      bytes: 1,
      KB: 1e3,
      k: 1024,
      KiB: 1024,
      MB: 1e6,
      M: 2 ** 20,
      MiB: 2 ** 20,
      GB: 1e9,
      G: 2 ** 30,
      GiB: 2 ** 30,
      TB: 1e12,
      T: 2 ** 40,
      TiB: 2 ** 40,
    };
    for (const [unit, bytes] of Object.entries(units)) expect([unit, read(memoryUnit, unit)]).toEqual([unit, bytes]);
    expect(memoryUnit.choices?.map(({ value }) => value).sort()).toEqual(Object.keys(units).sort());
    expect(read(memoryUnit, 'gib')).toBe(2 ** 30);
    expect(read(memoryUnit, 'PiB')).toBe('invalid-value');
  });
});

describe('words', () => {
  const bus = oneOf({ ide: 'a.', scsi: 'b.' }, ['usb']);
  test('one of a few', () => {
    expect(read(bus, 'ide')).toBe('ide');
    expect(read(bus, 'usb')).toBe('unsupported-value');
    expect(read(bus, 'IDE')).toBe('unsupported-value');
    expect(read(bus, ' ide')).toBe('unsupported-value');
    expect(read(bus, 'toString')).toBe('unsupported-value');
    const reading = bus.read('usb');
    expect('message' in reading && inWords(reading.message, ENGLISH)).toContain('known to libvirt');
  });

  test('yes and no, on and off', () => {
    expect([read(yesNo, 'yes'), read(yesNo, 'no'), read(yesNo, 'on')]).toEqual([true, false, 'invalid-value']);
    expect([read(onOff, 'on'), read(onOff, 'off'), read(onOff, 'true')]).toEqual([true, false, 'invalid-value']);
  });

  test('long texts are shortened in messages', () => {
    expect(shown('a\n b')).toBe('a b');
    expect(shown('x'.repeat(99)).length).toBe(49);
  });
});

describe('names', () => {
  test.each<[ValueType<string>, readonly string[], readonly string[]]>([
    [
      names.absolutePath,
      ['/', '/a b', '/ä', "/a,b='c'"],
      ['', 'a', './a', ' /a', '/a\n', '/a\u0000', '/a\u007f', `/${'a'.repeat(5000)}`],
    ],
    [
      names.domainName,
      ['a', 'a b', '日本', '...', 'a.b', 'é'.repeat(100)],
      ['', ' ', '.', '..', 'a/b', 'a\tb', 'é'.repeat(101), '😀'.repeat(51)],
    ],
    [
      names.macAddress,
      ['52:54:00:12:34:56'],
      ['52:54:00:12:34', '52-54-00-12-34-56', '525400123456', 'ff:ff:ff:ff:ff:ff', ''],
    ],
    [names.targetDevice, ['vda', 'sdab', 'hdz'], ['', 'vd', 'vda1', '/dev/vda', 'nvme0n1', 'vdA', 'vdaaaaa']],
    [names.serialNumber, ['WD-1', 'a b', 'x_y.z+'], ['', 'a,b', 'a=b', 'a\nb', 'é']],
    [names.portName, ['org.qemu.guest_agent.0', 'a b'], ['', 'a\u0007']],
    [names.deviceAlias, ['ua-disk', 'serial0', 'scsi0-0-0'], ['', 'a b', 'a,b', 'a"']],
    [names.listenAddress, ['127.0.0.1', '::1', 'host.example', 'fe80::1%eth0'], ['', 'a b', 'a,b', 'a/b']],
    [freeText, ['', 'anything, at all\n'], []],
  ])('%#', (type, good, bad) => {
    for (const text of good) expect(read(type, text)).toBe(text);
    for (const text of bad) expect([text, read(type, text)]).toEqual([text, 'invalid-value']);
  });

  test('machines and CPU models', () => {
    for (const machine of [
      'pc',
      'q35',
      'pc-i440fx-9.0',
      'pc-q35-8.2+pve1',
      'pc-0.15',
      'pc-q35-rhel9.4.0',
      'pc-i440fx-jammy-v2',
    ]) {
      expect(read(names.machineType, machine)).toBe(machine);
    }
    for (const machine of ['microvm', 'isapc', 'virt', 'none', '', 'pc,accel=kvm', 'pcx', 'q35-x']) {
      expect(read(names.machineType, machine)).toBe('unsupported-value');
    }
    for (const model of ['qemu64', 'Haswell-noTSX-IBRS', 'EPYC_v2']) expect(read(names.cpuModel, model)).toBe(model);
    for (const model of ['', 'a,+vmx', 'a b', 'a=b']) expect(read(names.cpuModel, model)).toBe('invalid-value');
  });

  test('MAC addresses are made lower case, two digits an octet', () => {
    expect(read(names.macAddress, '52:54:0:AB:c:1')).toBe('52:54:00:ab:0c:01');
  });

  test('a name’s length is counted in bytes, as file systems do', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }), (name) => {
        fc.pre(!/[/\p{Cc}]/u.test(name) && name.trim() !== '' && name !== '.' && name !== '..');
        const bytes = new TextEncoder().encode(name).length;
        expect('value' in names.domainName.read(name)).toBe(bytes <= 200);
      }),
    );
  });
});
