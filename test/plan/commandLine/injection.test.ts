import { describe, expect, test } from 'vitest';
import type { Domain } from '../../../domain-xml/model/domain.ts';
import { commandLine } from '../../../plan/commandLine/commandLine.ts';
import { DoesNotFit } from '../../../plan/commandLine/doesNotFit.ts';
import { fc, runs } from '../../properties.ts';
import { type ParsedOption, parseOptions } from './parsedOptions.ts';
import { channel, disk, domain, file, origin, serial } from './sampleDomains.ts';

/** A domain whose every free text is of the caller's choice. */
function withTexts(texts: readonly string[]): Domain {
  const next = (i: number) => texts[i] ?? '';
  return domain({
    name: next(0),
    os: {
      arch: 'x86_64',
      machine: next(1),
      kernel: file(next(2)),
      initrd: file(next(3)),
      cmdline: next(4),
      boot: ['hd'],
    },
    uuid: next(5),
    emulator: file(next(6)),
    disks: [
      disk('vda', 'virtio', 'virtio-disk0', { source: { ...file(next(7)), kind: 'file' }, serial: next(8) }),
      disk('vdb', 'virtio', 'virtio-disk1', { source: { ...file(next(9)), kind: 'block' }, format: 'qcow2' }),
    ],
    interfaces: [{ alias: 'net0', origin, type: 'user', model: next(10), mac: next(11) }],
    characterDevices: [
      serial(0, { type: 'file', file: file(next(12)), append: true }),
      { ...serial(1), alias: next(13) },
      channel('channel0', { type: 'unix', mode: 'bind', socket: file(next(14)) }, next(15)),
    ],
    rngs: [{ alias: 'rng0', origin, backend: { model: 'random', file: file(next(16)) } }],
    graphics: [
      { alias: 'graphics0', origin, type: 'vnc', listen: { socket: file(next(17)) } },
      { alias: 'graphics1', origin, type: 'vnc', listen: { address: next(18), port: 5901 } },
    ],
  });
}

const TEXTS = 19;

/** Strings with more of what matters to a parser than chance would bring. */
const hostile = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom(',', ',,', '=', '-', '"', '{', '}', '\\', ' ', '\n', '-device', 'on', '/dev/', "'"))
    .map((parts) => parts.join('')),
);

const plain = Array.from({ length: TEXTS }, (_, i) => `t${i}`);

/** Each option with its keys; an opening value is the same with and without its key. */
function shape(options: readonly ParsedOption[]): string[] {
  return options
    .map(({ name, keys }) =>
      [name, ...[...keys.keys()].map((key) => (key === 'type' || key === 'vnc' ? '' : key))].join(' '),
    )
    .filter((line) => !literal(line));
}

describe('no text of a domain becomes an option, or a key of one', () => {
  test('options and their keys are those of a domain with harmless texts', () => {
    const expected = shape(parseOptions(commandLine(withTexts(plain)).argv));
    fc.assert(
      fc.property(fc.array(hostile, { minLength: TEXTS, maxLength: TEXTS }), (texts) => {
        const options = parseOptions(commandLine(withTexts(texts)).argv);
        expect(shape(options)).toEqual(expected);
      }),
      { numRuns: runs(500) },
    );
  });

  test('every text arrives as it is', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: TEXTS, maxLength: TEXTS }), (texts) => {
        const { emulator, argv } = commandLine(withTexts(texts));
        const options = parseOptions(argv);
        const value = (name: string) => options.find((option) => option.name === name)?.value;
        const keys = (name: string, key: string) =>
          options
            .filter((option) => option.name === name && option.keys.has(key))
            .map((option) => option.keys.get(key));
        expect([emulator, argv[0]]).toEqual([texts[6], texts[6]]);
        expect(keys('-name', 'guest')).toEqual([texts[0]]);
        expect(['-kernel', '-initrd', '-append', '-uuid'].map(value)).toEqual([2, 3, 4, 5].map((i) => texts[i]));
        expect(keys('-blockdev', 'filename')).toEqual([texts[7], texts[9]]);
        expect(keys('-device', 'serial')).toEqual([texts[8]]);
        expect(keys('-chardev', 'path')).toEqual([texts[12], texts[14]]);
        expect(keys('-device', 'name')).toEqual([texts[15]]);
        expect(keys('-object', 'filename')).toEqual([texts[16]]);
        expect(keys('-vnc', 'vnc')[0]).toEqual(`unix:${texts[17]}`);
      }),
    );
  });
});

/** Options whose whole text is the value: QEMU takes no keys out of it. */
function literal(line: string): boolean {
  return /^-(kernel|initrd|append|uuid)\b/.test(line);
}

test('a CPU model that would bring features with it is refused: its option has no escape', () => {
  expect(() => commandLine(domain({ cpu: { mode: 'custom', model: 'qemu64,+vmx' } }))).toThrow(DoesNotFit);
});
