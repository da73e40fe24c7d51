import { expect, it } from 'vitest';
import { saysWhyStopped, stateAfter, stateFound } from '../../../../agent/lifecycle/running/stateAfter.ts';

it.each([
  ['running', 'STOP', undefined, { state: 'paused', reason: 'user' }],
  ['running', 'STOP', 'BLOCK_IO_ERROR', { state: 'paused', reason: 'ioerror' }],
  ['in shutdown', 'STOP', 'SHUTDOWN', { state: 'paused', reason: 'shutting down' }],
  ['paused', 'RESUME', undefined, { state: 'running', reason: 'unpaused' }],
  ['in shutdown', 'RESUME', undefined, { state: 'running', reason: 'unpaused' }],
  ['running', 'POWERDOWN', undefined, { state: 'in shutdown', reason: 'user' }],
  ['in shutdown', 'RESET', undefined, { state: 'running', reason: 'booted' }],
  ['running', 'RESET', undefined, undefined],
  ['paused', 'RESET', undefined, undefined],
  ['running', 'RTC_CHANGE', undefined, undefined],
] as const)('%s, told %s after %s: %o', (state, event, before, after) => {
  expect(stateAfter(state, event, before)).toEqual(after);
});

it('an I/O error that the guest is told of stops nothing', () => {
  const event = 'BLOCK_IO_ERROR';
  expect(saysWhyStopped({ event, data: { action: 'report' } })).toBe(false);
  expect(saysWhyStopped({ event, data: { action: 'stop' } })).toBe(true);
  expect(saysWhyStopped({ event: 'STOP', data: {} })).toBe(false);
});

const running = { state: 'running', reason: 'booted' } as const;
const asked = { state: 'in shutdown', reason: 'user' } as const;
const paused = { state: 'paused', reason: 'ioerror' } as const;

it.each([
  [running, 'running', running],
  [running, 'paused', { state: 'paused', reason: 'user' }],
  [running, 'io-error', { state: 'paused', reason: 'ioerror' }],
  [running, 'some new one', { state: 'paused', reason: 'unknown' }],
  [asked, 'running', asked],
  [asked, 'shutdown', { state: 'paused', reason: 'shutting down' }],
  [paused, 'io-error', paused],
  [paused, 'running', { state: 'running', reason: 'unpaused' }],
] as const)('%o that is found %s is %o', (known, runState, found) => {
  expect(stateFound(known, runState)).toEqual(found);
});
