/*
 * A floppy of 1.44 MB with FAT12 (ECMA-107), and long names beside the short ones as VFAT has them: enough for a few
 * small files in its top folder, and nothing has to be installed to make it.
 */
import { directoryEntries, labelEntry } from './fatDirectory.ts';

const SECTOR = 512;
const SECTORS = 2880;
const FAT_SECTORS = 9;
const FATS = 2;
const ROOT_ENTRIES = 224;
const ENTRY = 32;

const FAT_AT = SECTOR;
const ROOT_AT = FAT_AT + FATS * FAT_SECTORS * SECTOR;
const DATA_AT = ROOT_AT + ROOT_ENTRIES * ENTRY;
/** Clusters are sectors here, and counted from two. */
const FIRST_CLUSTER = 2;
const CLUSTERS = SECTORS - DATA_AT / SECTOR;
const LAST_OF_CHAIN = 0xfff;
const MEDIA = 0xf0;

/**
 * @param label up to eleven characters, in capitals
 * @throws RangeError what does not fit on it
 */
export function fatImage(label: string, files: Readonly<Record<string, string>>): Uint8Array {
  const image = new Uint8Array(SECTORS * SECTOR);
  const contents = Object.entries(files).map(([name, text]) => ({ name, content: new TextEncoder().encode(text) }));
  const fat = [0xf00 | MEDIA, LAST_OF_CHAIN];
  const entries = [labelEntry(label)];
  for (const [at, { name, content }] of contents.entries()) {
    const cluster = content.length === 0 ? 0 : fat.length;
    const clusters = Math.ceil(content.length / SECTOR);
    if (fat.length - FIRST_CLUSTER + clusters > CLUSTERS) throw new RangeError(`${name} does not fit`);
    // Of nothing there is no cluster.
    if (cluster > 0) image.set(content, DATA_AT + (cluster - FIRST_CLUSTER) * SECTOR);
    for (let n = 1; n <= clusters; n++) fat.push(n === clusters ? LAST_OF_CHAIN : fat.length + 1);
    entries.push(...directoryEntries(name, at + 1, { cluster, size: content.length }));
  }
  if (entries.length > ROOT_ENTRIES) throw new RangeError('too many files');
  image.set(bootSector(label));
  for (let copy = 0; copy < FATS; copy++) image.set(packed(fat), FAT_AT + copy * FAT_SECTORS * SECTOR);
  for (const [at, entry] of entries.entries()) image.set(entry, ROOT_AT + at * ENTRY);
  return image;
}

/** Boots nothing; it says how the rest is laid out. */
function bootSector(label: string): Uint8Array {
  const sector = new Uint8Array(SECTOR);
  const view = new DataView(sector.buffer);
  const ascii = new TextEncoder();
  sector.set([0xeb, 0x3c, 0x90]);
  sector.set(ascii.encode('VIRTCELL'), 3);
  view.setUint16(11, SECTOR, true);
  sector[13] = 1;
  view.setUint16(14, FAT_AT / SECTOR, true);
  sector[16] = FATS;
  view.setUint16(17, ROOT_ENTRIES, true);
  view.setUint16(19, SECTORS, true);
  sector[21] = MEDIA;
  view.setUint16(22, FAT_SECTORS, true);
  // Sectors a track and heads, as of a floppy.
  view.setUint16(24, 18, true);
  view.setUint16(26, 2, true);
  // That what follows is there: a number, the label, the kind of FAT.
  sector[38] = 0x29;
  view.setUint32(39, 0x43494441, true);
  sector.set(ascii.encode(label.padEnd(11)), 43);
  sector.set(ascii.encode('FAT12   '), 54);
  sector.set([0x55, 0xaa], 510);
  return sector;
}

/** Twelve bits each, two in three bytes. */
function packed(fat: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(fat.length / 2) * 3);
  for (const [n, value] of fat.entries()) {
    const at = Math.floor(n / 2) * 3;
    if (n % 2 === 0) {
      bytes[at] = value & 0xff;
      bytes[at + 1] = value >> 8;
    } else {
      bytes[at + 1] = (bytes[at + 1] ?? 0) | ((value & 0xf) << 4);
      bytes[at + 2] = value >> 4;
    }
  }
  return bytes;
}
