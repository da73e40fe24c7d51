import { expect, test } from 'vitest';
import { hiddenNodes } from '../../../extension/privateDev/hiddenNodes.ts';
import type { DevEntry } from '../../../plan/privateDev/devPlan.ts';
import type { DevReportMount } from '../../../protocol/methods.ts';

const access = { mode: 0o620, uid: 0, gid: 5 };
const HOST: Readonly<Record<string, DevEntry>> = {
  '/dev/bus': { kind: 'directory', access },
  '/dev/bus/usb': { kind: 'char', major: 189, minor: 1, access },
  '/dev/core': { kind: 'link', target: '/proc/kcore' },
  '/dev/null': { kind: 'char', major: 1, minor: 3, access },
  '/dev/pts': { kind: 'directory', access },
  '/dev/pts/0': { kind: 'char', major: 136, minor: 0, access },
};

const eyes = {
  lookUp: (path: string) => {
    const found = HOST[path];
    return found ? { found } : { errno: 'ENOENT' };
  },
  namesIn: (directory: string) => [
    ...Object.keys(HOST)
      .filter((path) => path.slice(0, path.lastIndexOf('/')) === directory)
      .map((path) => ({ name: path.slice(directory.length + 1), isDirectory: () => HOST[path]?.kind === 'directory' })),
    // Gone between the list and the look.
    ...(directory === '/dev' ? [{ name: 'gone', isDirectory: () => false }] : []),
  ],
};

test('lists what only the host has, and nothing below what it shares', () => {
  const pts: DevReportMount = {
    ...{ path: '/dev/pts', source: 'devpts', fsType: 'devpts', options: [], sharedWithHost: true },
  };
  const shown = { nodes: [{ path: '/dev/null', kind: 'char', reasons: [] }] as never[], mounts: [pts] };
  expect(hiddenNodes(shown, eyes)).toEqual([
    { path: '/dev/bus', kind: 'directory', mode: '0620', uid: 0, gid: 5, reasons: [] },
    { path: '/dev/bus/usb', kind: 'char', major: 189, minor: 1, mode: '0620', uid: 0, gid: 5, reasons: [] },
    { path: '/dev/core', kind: 'link', target: '/proc/kcore', reasons: [] },
  ]);
});
