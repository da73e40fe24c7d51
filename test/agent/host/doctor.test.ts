import { expect, test } from 'vitest';
import { doctor } from '../../../agent/host/doctor.ts';

const landlock = (abi: number) => doctor(abi).find(({ name }) => name === 'Landlock');

test.each([
  [1, ['truncating files', 'ioctl on devices', 'signals']],
  [2, ['truncating files', 'ioctl on devices', 'signals']],
  [3, ['ioctl on devices', 'signals']],
  [4, ['ioctl on devices', 'signals']],
  [5, ['signals']],
])('of Landlock’s ABI %i it is told what that does not hold back', (abi, expected) => {
  const { ok, detail = '' } = landlock(abi) ?? {};
  expect(ok).toBe(true);
  const [version, not = ''] = detail.split(', which does not hold back: ');
  expect(version).toBe(`ABI ${abi}`);
  expect(not.split(', ')).toEqual(expected.map((what) => expect.stringContaining(what)));
});

test.each([6, 7, 8])('of ABI %i there is nothing to tell', (abi) => {
  expect(landlock(abi)).toEqual({ name: 'Landlock', ok: true, detail: `ABI ${abi}` });
});

test('without Landlock nothing is started, unless the administrator says so', () => {
  expect(landlock(0)).toMatchObject({ ok: false, hint: expect.stringContaining('allowUnconfined') });
});
