import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureLinuxGuest, KERNEL_ARGUMENTS, READY_LINE } from '../../scripts/guest/linux.mjs';
import { type BareQemu, startBareQemu } from './bareQemu.ts';

let guest: BareQemu;

beforeEach(async () => {
  const { kernel, initrd } = ensureLinuxGuest();
  guest = await startBareQemu(() => [
    ...['-machine', 'pc', '-m', '128', '-kernel', kernel, '-initrd', initrd, '-append', KERNEL_ARGUMENTS],
    ...['-object', 'rng-random,id=rng,filename=/dev/urandom', '-device', 'virtio-rng-pci,rng=rng'],
  ]);
  await guest.see(READY_LINE);
});
afterEach(() => guest.clear());

test('its shell calculates, has job control, and sees virtio devices', async () => {
  await guest.see('virtcell:~# ');
  guest.type('echo $((6*7))\r');
  await guest.see('\r\n42\r\n');
  guest.type('sleep 1000 & jobs; cat /sys/class/misc/hw_random/rng_current\r');
  await guest.see('Running');
  await guest.see('\r\nvirtio_rng.0\r\n');
  expect(guest.printed()).not.toContain("can't access tty");
});

test('poweroff -f ends the machine', async () => {
  guest.type('poweroff -f\r');
  expect(await guest.ended).toEqual([0, null]);
});

test('the power button ends the machine', async () => {
  guest.command('system_powerdown');
  expect(await guest.ended).toEqual([0, null]);
});
