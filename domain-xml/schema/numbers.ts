import { say } from '../message.ts';
import { invalid, type Reading, shown, unsupported, type ValueType } from './valueType.ts';

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** A decimal integer; white space around it is allowed, as libvirt allows it. */
export function integer({ min, max }: Bounds): ValueType<number> {
  return {
    label: say('a whole number from {0} to {1}', min, max),
    read: (text) => {
      const digits = text.trim();
      const value = /^[-+]?\d{1,16}$/.test(digits) ? Number(digits) : Number.NaN;
      if (value >= min && value <= max) return { value };
      return invalid(say('“{0}” is not a whole number from {1} to {2}.', shown(text), min, max));
    },
  };
}

/** A number that must be `only`: other values are known to libvirt and not supported. */
export function exactly(only: number): ValueType<number> {
  return {
    label: say('only {0}', only),
    choices: [{ value: String(only), doc: 'The only value that is supported.', supported: true }],
    read: (text) => {
      if (!/^\s*\d+\s*$/.test(text)) return invalid(say('“{0}” is not a whole number.', shown(text)));
      return Number(text) === only ? { value: only } : unsupported(say('Only {0} is supported here.', only));
    },
  };
}

/** A number as in C: `0x1f`, `31`, or octal with a leading 0 (libvirt reads the parts of addresses so). */
export function addressNumber({ min, max }: Bounds): ValueType<number> {
  const [least, most] = [min.toString(16), max.toString(16)];
  return {
    label: say('a number from 0x{0} to 0x{1}', least, most),
    read: (text) => {
      const value = readC(text);
      if (value !== undefined && value >= min && value <= max) return { value };
      return invalid(say('“{0}” is not a number from 0x{1} to 0x{2}.', shown(text), least, most));
    },
  };
}

function readC(text: string): number | undefined {
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return Number.parseInt(text, 16);
  if (/^0[0-7]{0,10}$/.test(text)) return Number.parseInt(text, 8);
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}

/** So that a count of bytes stays exact in a double, whatever the unit. */
export const memoryAmount = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

const KIB = 1024;
const MEMORY_UNITS: ReadonlyMap<string, number> = new Map([
  ['b', 1],
  ['bytes', 1],
  ['KB', 1000],
  ['k', KIB],
  ['KiB', KIB],
  ['MB', 1000 ** 2],
  ['M', KIB ** 2],
  ['MiB', KIB ** 2],
  ['GB', 1000 ** 3],
  ['G', KIB ** 3],
  ['GiB', KIB ** 3],
  ['TB', 1000 ** 4],
  ['T', KIB ** 4],
  ['TiB', KIB ** 4],
]);

/** By thousands. What Intl has for this takes 30 ms to load, of every command. */
const grouped = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ',');

/** The bytes in a unit of memory. KB, MB … are powers of 1000, all others of 1024 (libvirt's domain format, "memory"). */
export const memoryUnit: ValueType<number> = {
  label: 'a unit of memory such as KiB, MiB or GiB',
  choices: ['KiB', 'MiB', 'GiB', 'TiB', 'bytes', 'KB', 'MB', 'GB', 'TB', 'k', 'M', 'G', 'T', 'b'].map((value) => ({
    value,
    doc: `${grouped(MEMORY_UNITS.get(value) ?? 1)} bytes.`,
    supported: true,
  })),
  read: readUnit,
};

function readUnit(text: string): Reading<number> {
  const exact = MEMORY_UNITS.get(text);
  if (exact !== undefined) return { value: exact };
  // libvirt does not tell upper from lower case in units.
  for (const [unit, value] of MEMORY_UNITS) if (unit.toLowerCase() === text.toLowerCase()) return { value };
  return invalid(say('“{0}” is not a unit of memory; KiB, MiB and GiB are.', shown(text)));
}
