/*
 * Entries of a FAT directory, 32 bytes each. A long name stands in entries of its own before the short one, the last
 * part first, thirteen UTF-16 units in each; old systems skip these, by their attributes.
 */

const ENTRY = 32;
const LABEL = 0x08;
const ARCHIVE = 0x20;
const LONG_NAME = 0x0f;
const UNITS = 13;
/** Where the units of a long name are in its entry. */
const UNIT_AT = [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30];
const LAST_PART = 0x40;

/** 1980-01-01, the first day there is: the same files make the same image. */
const FIRST_DAY = 0x21;

export const labelEntry = (label: string): Uint8Array => shortEntry(label.padEnd(11), LABEL, { cluster: 0, size: 0 });

/** @param number of the file, which makes its short name one of its own */
export function directoryEntries(
  name: string,
  number: number,
  place: { readonly cluster: number; readonly size: number },
): Uint8Array[] {
  const short = `${name.toUpperCase().replace(/[^A-Z0-9]/g, '')}`.slice(0, 6).padEnd(6, '_') + `~${number}`.padEnd(5);
  return [...longEntries(name, checksum(short)), shortEntry(short, ARCHIVE, place)];
}

function shortEntry(name: string, attributes: number, place: { cluster: number; size: number }): Uint8Array {
  const entry = new Uint8Array(ENTRY);
  const view = new DataView(entry.buffer);
  entry.set(new TextEncoder().encode(name));
  entry[11] = attributes;
  for (const at of [16, 18, 24]) view.setUint16(at, FIRST_DAY, true);
  view.setUint16(26, place.cluster, true);
  view.setUint32(28, place.size, true);
  return entry;
}

function longEntries(name: string, sum: number): Uint8Array[] {
  const parts = Math.ceil(name.length / UNITS);
  return Array.from({ length: parts }, (_, n) => longEntry(name, parts - n, n === 0, sum));
}

/** One NUL ends the name where its entry has room, and FFFF fills what is left. */
function longEntry(name: string, part: number, isLast: boolean, sum: number): Uint8Array {
  const entry = new Uint8Array(ENTRY);
  const view = new DataView(entry.buffer);
  entry[0] = part | (isLast ? LAST_PART : 0);
  entry[11] = LONG_NAME;
  entry[13] = sum;
  for (const [n, at] of UNIT_AT.entries()) {
    const index = (part - 1) * UNITS + n;
    const unit = index < name.length ? name.charCodeAt(index) : index === name.length ? 0 : 0xffff;
    view.setUint16(at, unit, true);
  }
  return entry;
}

/** Over the short name: a long one whose short one somebody changed is known by it. */
function checksum(short: string): number {
  let sum = 0;
  for (const byte of new TextEncoder().encode(short)) sum = (((sum & 1) << 7) + (sum >> 1) + byte) & 0xff;
  return sum;
}
