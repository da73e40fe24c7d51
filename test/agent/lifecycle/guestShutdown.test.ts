import { expect, it } from 'vitest';
import { afterShutdown } from '../../../agent/lifecycle/guestShutdown.ts';
import { readDomain } from '../../../domain-xml/readDomain.ts';

const after = (poweroff: string, reboot: string, data: Record<string, unknown>): string => {
  const { domain } = readDomain(`<domain type='qemu'><name>x</name><memory>65536</memory><os><type>hvm</type></os>
    <on_poweroff>${poweroff}</on_poweroff><on_reboot>${reboot}</on_reboot></domain>`);
  if (!domain) throw new Error('the test’s XML is wrong');
  return afterShutdown(domain, { event: 'SHUTDOWN', data });
};
const poweredOff = { guest: true, reason: 'guest-shutdown' };
const reset = { guest: true, reason: 'guest-reset' };

it.each([
  ['destroy', 'restart', poweredOff, 'end'],
  ['restart', 'restart', poweredOff, 'restart'],
  ['preserve', 'restart', poweredOff, 'keep-paused'],
  ['destroy', 'destroy', reset, 'end'],
  ['restart', 'destroy', reset, 'end'],
  ['destroy', 'preserve', reset, 'keep-paused'],
  ['restart', 'preserve', { guest: false, reason: 'host-signal' }, 'end'],
  ['preserve', 'preserve', { guest: false, reason: 'host-qmp-quit' }, 'end'],
])('on_poweroff %s, on_reboot %s, told %o: %s', (poweroff, reboot, data, action) => {
  expect(after(poweroff, reboot, data)).toBe(action);
});
