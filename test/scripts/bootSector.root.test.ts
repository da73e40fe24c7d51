import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BANNER, BURST_KEY, BURST_LINES, POWER_OFF_KEY, writeBootDisk } from '../../scripts/guest/bootSector.mjs';
import { type BareQemu, startBareQemu } from './bareQemu.ts';

const disk = (device: string) => (folder: string) => {
  const image = join(folder, 'boot.img');
  writeBootDisk(image);
  const source = `driver=raw,node-name=disk,file.driver=file,file.filename=${image}`;
  return ['-machine', 'pc', '-m', '16', '-blockdev', source, '-device', `${device},drive=disk`];
};

describe.each(['virtio-blk-pci', 'ide-hd'])('from a %s disk', (device) => {
  let guest: BareQemu;
  beforeEach(async () => {
    guest = await startBareQemu(disk(device));
    await guest.see(BANNER);
  });
  afterEach(() => guest.clear());

  test('it echoes what is typed, CR as CR LF', async () => {
    guest.type('hello\rthere.');
    await guest.see('hello\r\nthere.');
    expect(guest.printed()).toBe(`${BANNER}hello\r\nthere.`);
  });

  test('it counts without a gap', async () => {
    const lines = Array.from({ length: BURST_LINES }, (_, n) => `${n.toString(16).padStart(4, '0')}\r\n`);
    guest.type(`${String.fromCharCode(BURST_KEY)}.`);
    await guest.see('.');
    expect(guest.printed()).toBe(`${BANNER}${lines.join('')}.`);
  });

  test('Ctrl-D powers it off', async () => {
    guest.type(String.fromCharCode(POWER_OFF_KEY));
    expect(await guest.ended).toEqual([0, null]);
  });

  test('the power button powers it off, also during a burst', async () => {
    guest.type(String.fromCharCode(BURST_KEY));
    await guest.see('0010\r\n');
    guest.command('system_powerdown');
    expect(await guest.ended).toEqual([0, null]);
  });
});
