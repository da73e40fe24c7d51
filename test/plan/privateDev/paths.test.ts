import { describe, expect, test } from 'vitest';
import { isBelow, isBelowDev, normalise, parentsBelowDev } from '../../../plan/privateDev/paths.ts';
import { fc } from '../../properties.ts';

describe('what lies below /dev', () => {
  test.each(['/devil/x', '/dev', '/dev2/null', '/', '/etc/dev/x', ''])('edge 1: %j does not', (path) => {
    expect(isBelowDev(path)).toBe(false);
  });

  test.each(['/dev/x', '/dev/a/b', '/dev/…'])('%j does', (path) => {
    expect(isBelowDev(path)).toBe(true);
  });

  test('edge 14: directories are compared by whole components', () => {
    expect(isBelow('/dev/shmem', '/dev/shm')).toBe(false);
    expect(isBelow('/dev/shm/x', '/dev/shm')).toBe(true);
    expect(isBelow('/dev/shm', '/dev/shm')).toBe(false);
    expect(isBelow('/x', '/')).toBe(true);
    expect(isBelow('/', '/')).toBe(false);
  });
});

describe('normalising', () => {
  test.each([
    ['/dev/../etc/x', '/etc/x'],
    ['//dev//x', '/dev/x'],
    ['/dev/./x/.', '/dev/x'],
    ['/dev/x/', '/dev/x'],
    ['/../../dev/x', '/dev/x'],
    ['/', '/'],
    ['', '/'],
    ['/dev/.../x', '/dev/.../x'],
  ])('edge 2: %j is %j', (path, normal) => {
    expect(normalise(path)).toBe(normal);
  });

  test('twice is as good as once, and nothing to skip is left', () => {
    const component = fc.constantFrom('', '.', '..', 'dev', 'a', 'ü', '…');
    fc.assert(
      fc.property(fc.array(component), (components) => {
        const normal = normalise(`/${components.join('/')}`);
        expect(normalise(normal)).toBe(normal);
        expect(normal).toMatch(/^\/$|^(\/(?!\.{1,2}(\/|$))[^/]+)+$/);
      }),
    );
  });
});

describe('parents below /dev', () => {
  test('are all proper prefixes, outermost first', () => {
    expect(parentsBelowDev('/dev/a/b/c')).toEqual(['/dev/a', '/dev/a/b']);
  });

  test.each(['/dev/a', '/dev', '/home/me/images/disk.img', '/devil/a/b'])('%j has none', (path) => {
    expect(parentsBelowDev(path)).toEqual([]);
  });
});
