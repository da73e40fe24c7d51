import { describe, expect, test } from 'vitest';
import { carryOut } from '../../../agent/install/carryOut.ts';
import { type Step, stepText } from '../../../agent/install/step.ts';
import { LinuxError } from '../../../agent/linux/libc.ts';
import { VirtcellError } from '../../../protocol/errors.ts';

const STEPS: Step[] = ['/a', '/b', '/c'].map((path) => ({ kind: 'folder', path }));
const THEN_REMOVED: Step[] = [...STEPS, { kind: 'remove', path: '/old' }, { kind: 'remove', path: '/older' }];

/** Does the steps with one that fails, and returns all that happened. */
async function withFailing(failing: string, error: unknown, undoFails?: string, steps = STEPS) {
  const told: string[] = [];
  const perform = (step: Step) => {
    const path = 'path' in step ? step.path : '';
    if (path === failing) return Promise.reject(error);
    told.push(`do ${path}`);
    return Promise.resolve(() => {
      if (path === undoFails) throw new Error('stuck');
      told.push(`undo ${path}`);
    });
  };
  const ended = carryOut(steps, perform, (step) => told.push(`left ${stepText(step)}`));
  return { told, error: await ended.catch((thrown: unknown) => thrown) };
}

describe('the steps', () => {
  test('are done in their order', async () => {
    const { told, error } = await withFailing('none', undefined);
    expect(error).toBeUndefined();
    expect(told).toEqual(['do /a', 'do /b', 'do /c']);
  });

  test('before one that fails are taken back, the last one first', async () => {
    const { told } = await withFailing('/c', new Error('no'));
    expect(told.slice(-2)).toEqual(['undo /b', 'undo /a']);
  });

  test('that cannot be taken back are told, and keep none of the others', async () => {
    const { told, error } = await withFailing('/c', new Error('no'), '/b');
    expect(told.slice(-2)).toEqual(['left make the folder /b', 'undo /a']);
    expect(error).toEqual(new Error('no'));
  });

  test('without an undo are no hindrance', async () => {
    const perform = (step: Step) =>
      'path' in step && step.path === '/b' ? Promise.reject(new Error('no')) : Promise.resolve(undefined);
    await expect(carryOut(STEPS, perform, () => undefined)).rejects.toThrow('no');
  });

  test('are not taken back when a removal fails: what is left of the old would be gone back to', async () => {
    const { told, error } = await withFailing('/old', new Error('busy'), undefined, THEN_REMOVED);
    expect([told, error]).toEqual([['do /a', 'do /b', 'do /c'], new Error('busy')]);
  });
});

describe('the error of a step', () => {
  const step = 'make the folder /b';

  test.each([
    [
      'of the file system',
      Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', errno: -28, syscall: 'mkdir', path: '/b' }),
      { code: 'install-step', step, errno: 'ENOSPC', syscall: 'mkdir', path: '/b' },
    ],
    [
      'of the kernel',
      new LinuxError('sendto', 'EPERM'),
      { code: 'install-step', step, errno: 'EPERM', syscall: 'sendto' },
    ],
    [
      'of our own',
      new VirtcellError({ code: 'files-not-trusted', message: 'no', path: '/x' }),
      { code: 'files-not-trusted', step, path: '/x' },
    ],
  ])('%s names the step', async (_, thrown, data) => {
    const { error } = await withFailing('/b', thrown);
    expect(error).toBeInstanceOf(VirtcellError);
    expect((error as VirtcellError).data).toMatchObject(data);
  });

  test('that nobody foresaw stays as it is', async () => {
    const { error } = await withFailing('/b', new TypeError('a defect'));
    expect(error).toBeInstanceOf(TypeError);
  });
});
