import { describe, expect, test } from 'vitest';
import { withBlamed, withPlace } from '../../../../agent/lifecycle/start/failurePlace.ts';
import { parseXml } from '../../../../domain-xml/parse/parseXml.ts';
import { VirtcellError } from '../../../../protocol/errors.ts';
import { planOn, rangeAt, wanting } from '../../../plan/privateDev/madeUpHost.ts';

const { plan } = planOn(
  wanting('/dev/sda'),
  { '/dev/sda': 'b 8:0', '/dev/full': 'c 1:7' },
  { defaults: ['/dev/full'] },
);
const document = parseXml(`<domain>\n  <os><kernel>/k</kernel></os>\n</domain>`);
const failed = (data: object) =>
  new VirtcellError({ code: 'launch-step', step: 'make-dev', message: 'mknodat: ENOSPC', ...data });
const placed = (error: unknown) => withPlace(error, plan, document);

describe('a launch that failed', () => {
  test('at a node names the element that asks for it, and its place', () => {
    expect(placed(failed({ syscall: 'mknodat', errno: 'ENOSPC', path: '/dev/sda' }))).toMatchObject({
      data: {
        ...{ step: 'make-dev', syscall: 'mknodat', errno: 'ENOSPC', path: '/dev/sda' },
        ...{ element: '/domain/devices/disk[1]/source', range: rangeAt(0) },
      },
    });
  });

  test('at a file names the place of the element that names it', () => {
    expect(placed(failed({ path: '/k', element: '/domain/os/kernel' }))).toMatchObject({
      data: { range: { start: { line: 1, character: 6 } } },
    });
  });

  test.each([
    ['at a default', failed({ path: '/dev/full' })],
    ['at nothing of the domain’s', failed({ path: '/run/x' })],
    ['at an element that is not in the text', failed({ element: '/domain/devices/disk/source' })],
    ['with its place', failed({ path: '/dev/sda', range: rangeAt(9) })],
    ['otherwise', new Error('no')],
  ])('%s is told as it is', (_, error) => {
    expect(placed(error)).toBe(error);
  });
});

describe('a QEMU that ended by itself', () => {
  const domain = wanting('/dev/sda');
  const died = (message: string) => new VirtcellError({ code: 'qemu-died', step: 'exec', message });

  test('names the element that its last words are about', () => {
    expect(withBlamed(died("QEMU ended: Could not open '/dev/sda'"), [], domain)).toMatchObject({
      data: { code: 'qemu-died', step: 'exec', element: '/domain/devices/disk[1]/source' },
    });
  });

  test('is told without the argument, which the element stands for', () => {
    const argv = ['/bin/qemu', '-blockdev', '{"filename":"/dev/sda"}'];
    expect(withBlamed(died(`QEMU ended: ${argv[1]} ${argv[2]}: no $&`), argv, domain)).toMatchObject({
      data: { message: 'QEMU ended: no $&', element: '/domain/devices/disk[1]/source' },
    });
  });

  test.each([
    ['of nothing that is the domain’s', died('QEMU ended: no memory')],
    ['otherwise', failed({ path: '/dev/sda' })],
  ])('%s is told as it is', (_, error) => {
    expect(withBlamed(error, [], domain)).toBe(error);
  });
});
