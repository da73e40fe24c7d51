import { describe, expect, test } from 'vitest';
import { appeared, foldersOfAbsent } from '../../../plan/privateDev/absentPaths.ts';
import { lookUpOn, type MadeUpHost, planOn, wanting } from './madeUpHost.ts';

const LINK = '/dev/disk/by-id/one';
const planWith = (host: MadeUpHost, ...defaults: string[]) => planOn(wanting(), host, { defaults }).plan;
const on = (host: MadeUpHost) => (path: string) => lookUpOn(host, path);

describe('a wanted path that leads nowhere', () => {
  test('is in the plan with its reasons, and what is there is not', () => {
    const { absent } = planWith({ '/dev/null': 'c 1:3' }, LINK, '/dev/null');
    expect(absent).toEqual([{ path: LINK, reasons: [{ kind: 'default' }] }]);
    expect(planWith({ '/dev/null': 'c 1:3' }, '/dev/null')).not.toHaveProperty('absent');
  });

  test('from elsewhere is known by where it ends', () => {
    const { absent } = planWith({ '/home/disk': '-> /dev/sda', '/dev/null': 'c 1:3' }, '/home/disk');
    expect(absent).toMatchObject([{ path: '/dev/sda' }]);
  });

  test.each<[string, MadeUpHost, readonly string[]]>([
    ['nothing of it is there', { '/dev/null': 'c 1:3' }, ['/dev']],
    ['a folder of it is there', { '/dev/disk/by-path/one': 'c 1:3' }, ['/dev/disk']],
    ['a link of it is there', { [LINK]: '-> ../../md/0' }, ['/dev/disk/by-id', '/dev']],
  ])('comes where its first missing part would be: %s', (_, host, folders) => {
    expect(foldersOfAbsent(planWith({ '/dev/null': 'c 1:3' }, LINK), on(host))).toEqual(folders);
  });

  test('has appeared when the whole way is there', () => {
    const plan = planWith({ '/dev/null': 'c 1:3' }, LINK);
    expect(appeared(plan, on({ [LINK]: '-> ../../sda', '/dev/null': 'c 1:3' }))).toEqual([]);
    expect(appeared(plan, on({ [LINK]: '-> ../../sda', '/dev/sda': 'b 8:0' }))).toMatchObject([
      { path: LINK, reasons: [{ kind: 'default' }], found: { kind: 'block', major: 8 } },
    ]);
  });
});
