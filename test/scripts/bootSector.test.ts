import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BANNER, bootSector, writeBootDisk } from '../../scripts/guest/bootSector.mjs';

test('is one sector that the BIOS accepts', () => {
  const sector = bootSector();
  expect(sector).toHaveLength(512);
  expect([...sector.subarray(510)]).toEqual([0x55, 0xaa]);
});

test('carries its banner and leaves the partition table empty', () => {
  const sector = bootSector();
  expect(sector.includes(Buffer.from(`${BANNER}\0`))).toBe(true);
  expect(sector.subarray(446, 510).every((byte) => byte === 0)).toBe(true);
});

test('begins by turning interrupts off and jumping to segment 0', () => {
  expect([...bootSector().subarray(0, 6)]).toEqual([0xfa, 0xea, 0x06, 0x7c, 0x00, 0x00]);
});

test('the disk image is 1 MiB and begins with the sector', () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-test-'));
  try {
    const path = join(folder, 'boot.img');
    writeBootDisk(path);
    expect(statSync(path).size).toBe(1024 * 1024);
    expect(readFileSync(path).subarray(0, 512).equals(bootSector())).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
