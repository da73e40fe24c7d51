import type { DevReport } from '../../protocol/methods.ts';

const range = { start: { line: 32, character: 6 }, end: { line: 32, character: 52 } };
const root = { uid: 0, gid: 0 };

/** One node of every kind and state, and a mount that is not the host's. */
export const report: DevReport = {
  nodes: [
    {
      ...{ path: '/dev/dri', kind: 'directory', mode: '0755', ...root, state: 'as-planned' },
      reasons: [{ kind: 'element', element: '/domain/devices/graphics' }],
    },
    {
      ...{ path: '/dev/kvm', kind: 'char', major: 10, minor: 232, mode: '0660', uid: 0, gid: 107, state: 'differs' },
      ...{ differs: ['mode', 'gid'], planned: { kind: 'char', major: 10, minor: 232, mode: '0600', ...root } },
      ...{ label: 'kvm_device_t', acl: 'user::rw-,user:1000:rw-,group::---,mask::rw-,other::---' },
      reasons: [{ kind: 'element', element: '/domain', range }],
    },
    {
      ...{ path: '/dev/sda', kind: 'block', major: 8, minor: 0, mode: '0600', ...root, state: 'missing' },
      reasons: [{ kind: 'grant', path: '/dev/sda' }],
    },
    {
      ...{ path: '/dev/sock', kind: 'bind', mode: '0600', ...root, state: 'as-planned', host: 'gone' },
      reasons: [{ kind: 'link', path: '/dev/vg/lv' }],
    },
    {
      ...{ path: '/dev/urandom', kind: 'char', major: 1, minor: 9, mode: '0666', ...root, state: 'as-planned' },
      reasons: [
        { kind: 'default' },
        { kind: 'element', element: '/domain/devices/rng[1]/backend', range },
        { kind: 'element', element: '/domain/devices/rng[2]/backend', device: 'rng1', attached: true },
      ],
    },
    { path: '/dev/vg/lv', kind: 'link', target: '../sda', state: 'extra', reasons: [] },
  ],
  mounts: [
    {
      ...{ path: '/dev/pts', source: 'devpts', fsType: 'devpts', options: ['rw', 'mode=600'] },
      ...{ sharedWithHost: true, state: 'as-planned', device: '0:22', propagation: 'slave' },
    },
    {
      ...{ path: '/dev/shm', source: 'tmpfs', fsType: 'tmpfs', options: ['rw'] },
      ...{ sharedWithHost: false, state: 'differs', device: '0:99', propagation: 'private' },
    },
  ],
  hidden: 180,
  hostMounts: [
    { path: '/dev/late', source: 'tmpfs', fsType: 'tmpfs', reached: false },
    { path: '/dev/shm/late', source: 'tmpfs', fsType: 'tmpfs', reached: true },
  ],
  timeline: [
    { step: 'make-dev', ns: 612_345 },
    { step: 'exec', ns: 54_000_000 },
  ],
};

const { hostMounts, timeline, ...still } = report;

/** The same, as it is planned: nothing to be held against yet. */
export const plan: DevReport = {
  ...still,
  nodes: report.nodes.map(({ state, differs, planned: _, host, reasons, ...node }) => ({
    ...node,
    reasons: reasons.filter(({ attached }) => !attached),
  })),
  mounts: report.mounts.map(({ state, device, propagation, ...mount }) => ({ ...mount, sharedWithHost: true })),
};
