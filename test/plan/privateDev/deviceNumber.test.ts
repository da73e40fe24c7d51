import { describe, expect, test } from 'vitest';
import { deviceNumber } from '../../../agent/linux/nodes.ts';
import { majorOf, minorOf } from '../../../plan/privateDev/deviceNumber.ts';
import { fc } from '../../properties.ts';

describe('a device number', () => {
  test.each([
    [1, 3, 0x103n],
    [10, 257, 0x100a01n],
    [8, 0, 0x800n],
    [259, 70000, 0x11110370n],
    [4095, 1048575, 0xffffffffn],
    [0, 0, 0n],
  ])('%i:%i is %i, as makedev(3) has it', (major, minor, number) => {
    expect(deviceNumber(major, minor)).toBe(number);
  });

  test('comes apart again, for every number that Linux has', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xfff }), fc.integer({ min: 0, max: 0xfffff }), (major, minor) => {
        const number = Number(deviceNumber(major, minor));
        expect([majorOf(number), minorOf(number)]).toEqual([major, minor]);
      }),
    );
  });
});
