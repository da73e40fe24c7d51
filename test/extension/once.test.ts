import { expect, test, vi } from 'vitest';
import { once } from '../../extension/once.ts';

test('is made when it is asked for, and once, also by those who ask meanwhile', async () => {
  const make = vi.fn(async () => ({}));
  const get = once(make);
  expect(make).not.toHaveBeenCalled();
  const [first, second] = await Promise.all([get(), get()]);
  expect(second).toBe(first);
  expect(await get()).toBe(first);
  expect(make).toHaveBeenCalledTimes(1);
});

test('what failed is told to all who asked, and made anew for the next', async () => {
  let attempts = 0;
  const get = once(async () => {
    if (++attempts === 1) throw new Error('not now');
    return attempts;
  });
  const both = await Promise.allSettled([get(), get()]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await get()).toBe(2);
});
