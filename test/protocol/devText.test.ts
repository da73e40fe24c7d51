import { expect, test } from 'vitest';
import { devText } from '../../protocol/devText.ts';
import type { DevReport } from '../../protocol/methods.ts';

const range = { start: { line: 11, character: 6 }, end: { line: 11, character: 30 } };
const disk = { kind: 'element', element: '/domain/devices/disk[2]/source', range } as const;

const REPORT: DevReport = {
  nodes: [
    { path: '/dev/mapper', kind: 'directory', mode: '0755', uid: 0, gid: 0, reasons: [disk] },
    { path: '/dev/mapper/data', kind: 'link', target: '../dm-3', reasons: [disk] },
    {
      path: '/dev/dm-3',
      kind: 'block',
      major: 254,
      minor: 3,
      mode: '0660',
      uid: 0,
      gid: 6,
      acl: 'user::rw-,user:1000:rw-,group::rw-,mask::rw-,other::---',
      reasons: [disk, { kind: 'link', path: '/dev/mapper/data' }],
      state: 'differs',
      differs: ['mode', 'acl'],
    },
    {
      path: '/dev/null',
      kind: 'char',
      major: 1,
      minor: 3,
      mode: '0666',
      uid: 0,
      gid: 0,
      reasons: [{ kind: 'default' }],
    },
    { path: '/dev/log', kind: 'bind', mode: '1777', uid: 0, gid: 0, reasons: [disk], state: 'missing' },
    { path: '/dev/odd', kind: 'char', major: 1, minor: 9, mode: '4755', uid: 0, gid: 0, reasons: [], state: 'extra' },
    {
      path: '/dev/vfio/12',
      kind: 'char',
      major: 243,
      minor: 0,
      mode: '0600',
      uid: 1000,
      gid: 1000,
      reasons: [{ kind: 'grant', path: '/dev/vfio/12' }],
    },
  ],
  mounts: [
    { path: '/dev/pts', source: 'devpts', fsType: 'devpts', options: ['rw', 'nosuid'], sharedWithHost: true },
    { path: '/dev/shm', source: 'tmpfs', fsType: 'tmpfs', options: ['rw'], sharedWithHost: false, state: 'differs' },
  ],
  hidden: 180,
};

test('a private /dev, to be read', () => {
  expect(devText(REPORT)).toMatchInlineSnapshot(`
    "drwxr-xr-x   0:0               /dev/mapper                 disk[2]/source (line 12)
    lrwxrwxrwx                     /dev/mapper/data → ../dm-3  disk[2]/source (line 12)
    brw-rw----+  0:6        254,3  /dev/dm-3                   disk[2]/source (line 12), by way of /dev/mapper/data  [differs: mode, acl]
    crw-rw-rw-   0:0        1,3    /dev/null                   default
    =rwxrwxrwt   0:0               /dev/log                    disk[2]/source (line 12)                              [missing]
    crwsr-xr-x   0:0        1,9    /dev/odd                                                                          [extra]
    crw-------   1000:1000  243,0  /dev/vfio/12                granted as /dev/vfio/12

    preserved mounts
      /dev/pts  devpts  devpts  rw,nosuid  shared with the host
      /dev/shm  tmpfs   tmpfs   rw         NOT the host’s        [differs]

    hidden: 180; not as planned: 4"
  `);
});

test('one that is as planned says so, a plan alone does not', () => {
  const [node] = REPORT.nodes;
  const report = { nodes: node ? [{ ...node, state: 'as-planned' as const }] : [], mounts: [], hidden: 3 };
  expect(devText(report)).toContain('hidden: 3; all as planned');
  const planned = { ...report, nodes: report.nodes.map(({ state: _, ...rest }) => rest) };
  expect(devText(planned).endsWith('hidden: 3')).toBe(true);
});

test('one without preserved mounts says so', () => {
  expect(devText({ nodes: [], mounts: [], hidden: 0 })).toContain('no mount is preserved');
});

test.each([
  ['changed', '[another on the host by now]'],
  ['gone', '[gone from the host]'],
  ['appeared', '[only on the host by now]'],
] as const)('what became of the host’s node is said: %s', (host, words) => {
  const node = { path: '/dev/a', kind: 'char', major: 1, minor: 3, reasons: [], host } as const;
  expect(devText({ nodes: [{ ...node, reasons: [] }], mounts: [], hidden: 3 }).split('\n')[0]).toContain(words);
});
