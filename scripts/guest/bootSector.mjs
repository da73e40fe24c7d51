#!/usr/bin/env node
/**
 * A guest of one sector. It boots in a fraction of a second, speaks on COM1, and sleeps between interrupts, so tests
 * have a real machine to talk to that costs next to nothing:
 *
 *   at start  prints BANNER
 *   a byte    comes back (CR as CR LF)
 *   Ctrl-D    powers the machine off
 *   Ctrl-E    prints BURST_LINES lines, each a counter of four hex digits and CR LF, as fast as it can
 *   the ACPI power button (`system_powerdown`) powers the machine off, also in the middle of a burst
 *
 * CLI: node scripts/guest/bootSector.mjs OUT   writes the disk image OUT.
 */
import { truncateSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { assemble } from './assemble.mjs';
import { ORIGIN, program } from './bootSectorCode.mjs';

export { BANNER, BURST_KEY, BURST_LINES, POWER_OFF_KEY } from './bootSectorCode.mjs';

const SECTOR = 512;
/** At least one cylinder of 16 × 63 sectors: below that SeaBIOS cannot read the first sector of a virtio disk. */
const IMAGE = 1024 * 1024;

/** The sector that the BIOS loads: 512 bytes that end in 55 AA. */
export function bootSector() {
  const code = assemble(ORIGIN, program);
  // A partition table would begin at 446; staying below it keeps tools that look for one from seeing a broken one.
  if (code.length > 446) throw new Error(`the boot sector has ${code.length} bytes of code, 446 fit`);
  const sector = Buffer.alloc(SECTOR);
  code.copy(sector);
  sector.writeUInt16LE(0xaa55, SECTOR - 2);
  return sector;
}

/** Writes a raw disk image that begins with the sector; the rest is a hole. Replaces what `path` was. */
export function writeBootDisk(/** @type {string} */ path) {
  writeFileSync(path, bootSector());
  truncateSync(path, IMAGE);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const out = process.argv[2];
  if (!out) {
    console.error('usage: node scripts/guest/bootSector.mjs OUT');
    process.exit(2);
  }
  writeBootDisk(out);
}
