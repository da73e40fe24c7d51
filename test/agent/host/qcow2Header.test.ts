import { describe, expect, test } from 'vitest';
import { parseQcow2Header } from '../../../agent/host/qcow2Header.ts';
import { fc, runs } from '../../properties.ts';
import { qcow2Image } from './qcow2Image.ts';

const change = (image: Buffer, edit: (bytes: Buffer) => void): Buffer => {
  const copy = Buffer.from(image);
  edit(copy);
  return copy;
};

describe.each([2, 3])('a qcow2 header of version %i', (version) => {
  const backed = qcow2Image({ version, backing: '/images/böse.img', format: 'raw' });

  test('without a backing file', () => {
    expect(parseQcow2Header(qcow2Image({ version }))).toEqual({});
  });

  test('with one and its format', () => {
    expect(parseQcow2Header(backed)).toEqual({ backing: '/images/böse.img', backingFormat: 'raw' });
  });

  test('with one whose format it does not tell', () => {
    expect(parseQcow2Header(qcow2Image({ version, backing: 'base' }))).toEqual({ backing: 'base' });
  });

  test('with a backing file of no name: there is none, as QEMU sees it', () => {
    expect(parseQcow2Header(change(backed, (bytes) => bytes.writeUInt32BE(0, 16)))).toEqual({});
  });

  test('with a name that ends early: QEMU reads it as a C string', () => {
    expect(parseQcow2Header(qcow2Image({ version, backing: 'base\0/etc/shadow' }))).toEqual({ backing: 'base' });
    expect(parseQcow2Header(qcow2Image({ version, backing: '\0base' }))).toEqual({});
  });

  test.each<[string, (bytes: Buffer) => unknown]>([
    ['a name beyond the end', (bytes) => bytes.writeBigUInt64BE(BigInt(bytes.length - 3), 8)],
    ['a name at 2⁶⁴ − 1', (bytes) => bytes.writeBigUInt64BE(2n ** 64n - 1n, 8)],
    ['a name of 1024 bytes', (bytes) => bytes.writeUInt32BE(1024, 16)],
    ['a name of 2³² − 1 bytes', (bytes) => bytes.writeUInt32BE(0xffffffff, 16)],
    ['another magic', (bytes) => bytes.writeUInt32BE(0x514649fa, 0)],
    ['version 1', (bytes) => bytes.writeUInt32BE(1, 4)],
    ['version 4', (bytes) => bytes.writeUInt32BE(4, 4)],
  ])('is none with %s', (_, edit) => {
    expect(parseQcow2Header(change(backed, edit))).toBeUndefined();
  });

  test('an extension longer than the header tells no format', () => {
    const at = (version === 2 ? 72 : 104) + 4;
    const hostile = change(backed, (bytes) => bytes.writeUInt32BE(0xfffffff8, at));
    expect(parseQcow2Header(hostile)).toEqual({ backing: '/images/böse.img' });
  });
});

test.each([0, 1, 0xfffffff0])(
  'a header of version 3 that calls itself %i bytes long is read without end or error',
  (length) => {
    const hostile = change(qcow2Image({ backing: 'base', format: 'raw' }), (bytes) => bytes.writeUInt32BE(length, 100));
    expect(parseQcow2Header(hostile)?.backing).toBe('base');
  },
);

test('cut anywhere, it is an answer and no exception', () => {
  const image = qcow2Image({ backing: '/images/base', format: 'qcow2' });
  for (let length = 0; length < image.length; length++) parseQcow2Header(image.subarray(0, length));
  expect(parseQcow2Header(image.subarray(0, 71))).toBeUndefined();
});

test('any bytes give an answer and no exception', () => {
  const start = Buffer.from([0x51, 0x46, 0x49, 0xfb, 0, 0, 0]);
  fc.assert(
    fc.property(fc.constantFrom(2, 3), fc.uint8Array({ minLength: 64, maxLength: 300 }), (version, rest) => {
      const header = parseQcow2Header(Buffer.concat([start, Buffer.from([version]), Buffer.from(rest)]));
      expect(header === undefined || Buffer.byteLength(header.backing ?? '') <= 3 * 1023).toBe(true);
    }),
    { numRuns: runs(2000) },
  );
});

describe('row: qcow2 data file', () => {
  test('beside the image, with and without a backing file', () => {
    expect(parseQcow2Header(qcow2Image({ dataFile: 'größer.raw' }))).toEqual({ dataFile: 'größer.raw' });
    expect(parseQcow2Header(qcow2Image({ dataFile: '/data', backing: '/base', format: 'qcow2' }))).toEqual({
      backing: '/base',
      backingFormat: 'qcow2',
      dataFile: '/data',
    });
  });

  test('of no name, and a name without the feature, which QEMU does not open', () => {
    expect(parseQcow2Header(qcow2Image({ dataFile: '' }))).toEqual({ dataFile: '' });
    const without = change(qcow2Image({ dataFile: 'data' }), (bytes) => bytes.writeBigUInt64BE(3n, 72));
    expect(parseQcow2Header(without)).toEqual({});
  });

  test('not in version 2, which has no features: those bytes are an extension', () => {
    expect(parseQcow2Header(qcow2Image({ version: 2, backing: 'base', format: 'raw' }))).not.toHaveProperty('dataFile');
  });
});
