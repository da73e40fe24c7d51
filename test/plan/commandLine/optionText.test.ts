import { describe, expect, test } from 'vitest';
import { device, keyValues } from '../../../plan/commandLine/optionText.ts';
import { fc } from '../../properties.ts';
import { keyValueList } from './parsedOptions.ts';

describe('key=value text', () => {
  test('doubles commas, and only commas', () => {
    expect(keyValues([['path', '/a,b=c\\,']])).toBe('path=/a,,b=c\\,,');
  });

  test('leaves out what is undefined and keeps the order', () => {
    expect(
      keyValues([
        ['', 'socket'],
        ['id', undefined],
        ['fd', 100],
      ]),
    ).toBe('socket,fd=100');
  });

  test('any value is read back as it was', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (first, second) => {
        const keys = keyValueList(
          keyValues([
            ['a', first],
            ['b', second],
          ]),
        );
        expect([...keys]).toEqual([
          ['a', first],
          ['b', second],
        ]);
      }),
    );
  });
});

test('a device is one JSON argument, keys in the given order', () => {
  expect(device({ driver: 'VGA', id: 'video0', bootindex: undefined, addr: '0x2' })).toEqual([
    '-device',
    '{"driver":"VGA","id":"video0","addr":"0x2"}',
  ]);
});
