import { closeSync, openSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PtyInput } from '../../../agent/consoles/ptyInput.ts';
import { PtyMaster } from './ptyPair.ts';

it('that fails is forgotten, told of once, and keeps nobody waiting', async () => {
  const fd = openSync('/dev/null', 'r');
  const failures: unknown[] = [];
  const input = new PtyInput(fd, { awaitWritable: () => undefined, failed: (error) => failures.push(error) });
  await Promise.all([input.write(Buffer.from('first')), input.write(Buffer.from('second'))]);
  expect(failures).toMatchObject([{ code: 'EBADF' }]);
  expect(input.waiting).toBe(0);
  closeSync(fd);
});

it('counts what waits, and goes on after it was dropped', async () => {
  const master = new PtyMaster();
  let awaited = 0;
  const input = new PtyInput(master.fd, {
    awaitWritable: () => awaited++,
    failed: (error) => {
      throw error;
    },
  });
  const waiting = input.write(Buffer.alloc(1 << 20));
  expect(awaited).toBe(1);
  expect(input.waiting).toBeGreaterThan(1 << 19);
  input.drop();
  await waiting;
  expect(input.waiting).toBe(0);
  // As much again: the kernel moves what was written on to the other side meanwhile, and so makes room.
  void input.write(Buffer.alloc(1 << 20));
  expect(awaited).toBe(2);
  expect(input.waiting).toBeGreaterThan(1 << 19);
  input.end();
  expect(input.waiting).toBe(0);
  master.close();
});
