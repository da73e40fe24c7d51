import { describe, expect, test } from 'vitest';
import { decodeAcl, encodeAcl } from '../../../agent/linux/acl.ts';
import { fc } from '../../properties.ts';

/** `setfacl -m u:1000:rw` on a node of mode 0600, as getxattr(2) gives it. */
const BYTES = Uint8Array.from(
  [
    [2, 0, 0, 0],
    [0x01, 0, 6, 0, 0xff, 0xff, 0xff, 0xff],
    [0x02, 0, 6, 0, 0xe8, 0x03, 0, 0],
    [0x04, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
    [0x10, 0, 6, 0, 0xff, 0xff, 0xff, 0xff],
    [0x20, 0, 0, 0, 0xff, 0xff, 0xff, 0xff],
  ].flat(),
);
const TEXT = 'user::rw-,user:1000:rw-,group::---,mask::rw-,other::---';

describe('an ACL', () => {
  test('edge 22: is text for people and the same bytes again', () => {
    expect(decodeAcl(BYTES)).toBe(TEXT);
    expect(encodeAcl(TEXT)).toEqual(BYTES);
  });

  test('is read where it lies in a larger buffer', () => {
    const larger = new Uint8Array(BYTES.length + 13);
    larger.set(BYTES, 5);
    expect(decodeAcl(larger.subarray(5, 5 + BYTES.length))).toBe(TEXT);
  });

  test('edge 22: any ACL survives the way to text and back', () => {
    const rights = fc.constantFrom('---', 'r--', '-w-', '--x', 'rw-', 'r-x', '-wx', 'rwx');
    const id = fc.integer({ min: 0, max: 0xfffffffe });
    const named = fc.array(fc.tuple(fc.constantFrom('user', 'group'), id, rights), { maxLength: 40 });
    fc.assert(
      fc.property(rights, rights, rights, rights, named, (user, group, mask, other, entries) => {
        const some = entries.map(([kind, who, may]) => `${kind}:${who}:${may}`);
        const text = [`user::${user}`, ...some, `group::${group}`, `mask::${mask}`, `other::${other}`].join(',');
        expect(decodeAcl(encodeAcl(text))).toBe(text);
      }),
    );
  });

  test.each([
    ['no bytes', Uint8Array.of()],
    ['a cut entry', BYTES.subarray(0, BYTES.length - 1)],
    ['version 1', BYTES.with(0, 1)],
    ['an unknown kind of entry', BYTES.with(4, 0x40)],
  ])('%s is none', (_, bytes) => {
    expect(() => decodeAcl(bytes)).toThrow(RangeError);
  });

  test.each([
    '',
    'user',
    'nobody::rw-',
    'mask:1000:rw-',
    'user:bob:rw-',
    'user:-1:rw-',
    'user:4294967295:rw-',
    'user: 1:rw-',
    'user::rwz',
    'user::w--',
    'user::rw',
    'user::rw-,',
    'user::rw-:x',
  ])('the text %j is none: nobody is let in by a mistake', (text) => {
    expect(() => encodeAcl(text)).toThrow(RangeError);
  });
});
