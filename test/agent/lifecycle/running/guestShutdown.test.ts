import { expect, it } from 'vitest';
import { afterShutdown, afterUnseenShutdown } from '../../../../agent/lifecycle/running/guestShutdown.ts';

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
] as const)('on_poweroff %s, on_reboot %s, told %o: %s', (onPoweroff, onReboot, data, action) => {
  expect(afterShutdown({ onPoweroff, onReboot }, { event: 'SHUTDOWN', data }, false)).toBe(action);
});

it.each([
  ['destroy', 'restart', 'restart'],
  ['destroy', 'destroy', 'end'],
  ['restart', 'destroy', 'end'],
  ['destroy', 'preserve', 'keep-paused'],
] as const)(
  'a power-off that a reboot asked for is a reset: on_poweroff %s, on_reboot %s: %s',
  (onPoweroff, onReboot, action) => {
    expect(afterShutdown({ onPoweroff, onReboot }, { event: 'SHUTDOWN', data: poweredOff }, true)).toBe(action);
    expect(afterUnseenShutdown({ onPoweroff, onReboot }, true)).toBe(action);
  },
);

it.each([
  // Without -no-reboot a reset is none.
  ['restart', 'restart', 'restart'],
  ['preserve', 'restart', 'keep-paused'],
  // With it both look alike.
  ['destroy', 'preserve', 'keep-paused'],
  ['restart', 'destroy', 'keep-paused'],
  ['preserve', 'preserve', 'keep-paused'],
  ['destroy', 'destroy', 'end'],
] as const)('a shutdown that nobody saw: on_poweroff %s, on_reboot %s: %s', (onPoweroff, onReboot, action) => {
  expect(afterUnseenShutdown({ onPoweroff, onReboot }, false)).toBe(action);
});
