import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../agent/access/caller.ts';
import { ownerAsCaller, qemuIdentity, withNeededGroups } from '../../../agent/access/qemuIdentity.ts';
import { parseGroups, parseUsers, type UserDatabase } from '../../../agent/access/userDatabase.ts';
import type { DevPlan } from '../../../plan/privateDev/devPlan.ts';

const database: UserDatabase = {
  users: parseUsers(
    'root:x:0:0:root:/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\nbob:x:1001:999::/:/bin/sh\nqemu:x:107:108::/:\n',
  ),
  groups: parseGroups(
    'root:x:0:\ndocker:x:999:ann\nkvm:x:104:qemu,ann\ndisk:x:6:ann\nimages:x:2000:ann,bob\nann:x:1000:\n',
  ),
};

const ann: Caller = { uid: 1000, gid: 1000, groups: [1000, 104, 999, 2000], pid: 77 };
const root: Caller = { uid: 0, gid: 0, groups: [0], pid: 78 };
const refusal = (what: () => unknown): unknown => {
  try {
    return what();
  } catch (error) {
    return (error as { data?: unknown }).data;
  }
};

describe('whom QEMU runs as', () => {
  it('is the caller', () => {
    expect(qemuIdentity(ann, 'qemu', database)).toEqual({ uid: 1000, gid: 1000, groups: ann.groups });
  });

  it('is the configured user when root calls, with that user’s groups', () => {
    expect(qemuIdentity(root, 'qemu', database)).toEqual({ uid: 107, gid: 108, groups: [104] });
  });

  it('is root only where that is configured, without any group of root’s', () => {
    expect(qemuIdentity(root, 'root', database)).toEqual({ uid: 0, gid: 0, groups: [] });
  });

  it.each([
    [undefined, 'QEMU does not run as root'],
    ['nosuch', 'there is no user nosuch'],
  ])('is nobody when root calls and qemuUser is %s', (qemuUser, message) => {
    expect(refusal(() => qemuIdentity(root, qemuUser, database))).toMatchObject({ code: 'caller-refused', message });
  });

  it('has the group of a login, not the one that `sg docker` gave', () => {
    expect(qemuIdentity({ ...ann, gid: 999 }, undefined, database).gid).toBe(1000);
    expect(qemuIdentity({ ...ann, gid: 0 }, undefined, database).gid).toBe(1000);
  });

  it('is refused where the login’s group itself commands a service that is root', () => {
    const bob: Caller = { uid: 1001, gid: 999, groups: [], pid: 79 };
    expect(refusal(() => qemuIdentity(bob, undefined, database))).toMatchObject({
      code: 'caller-refused',
      message: expect.stringContaining('docker'),
    });
  });

  it('is refused with such a group where no login is known', () => {
    const unknown: Caller = { uid: 4000, gid: 999, groups: [], pid: 80 };
    expect(refusal(() => qemuIdentity(unknown, undefined, database))).toMatchObject({ code: 'caller-refused' });
  });
});

describe('a domain’s owner in whose place root acts', () => {
  it('has the group and groups of a login', () => {
    expect(ownerAsCaller(root, 1000, database)).toEqual({ uid: 1000, gid: 1000, groups: [999, 104, 6, 2000], pid: 78 });
  });

  it('is the caller as it came, for its own domain', () => {
    expect(ownerAsCaller(ann, 1000, database)).toBe(ann);
  });

  it('is refused when there is no such user', () => {
    expect(refusal(() => ownerAsCaller(root, 4711, database))).toMatchObject({
      code: 'caller-refused',
      message: expect.stringContaining('4711'),
    });
  });
});

describe('the groups that QEMU keeps', () => {
  const plan: DevPlan = {
    nodes: [
      { path: '/dev/kvm', kind: 'char', major: 10, minor: 232, access: { mode: 0o660, uid: 0, gid: 104 }, reasons: [] },
      { path: '/dev/sda', kind: 'block', major: 8, minor: 0, access: { mode: 0o660, uid: 0, gid: 6 }, reasons: [] },
      { path: '/dev/link', kind: 'link', target: 'kvm', reasons: [] },
    ],
    mounts: [],
    hidden: 0,
  };
  const identity = { uid: 1000, gid: 1000, groups: [1000, 104, 999, 6, 2000] };

  it('are those of the user that own a node or an image', () => {
    expect(withNeededGroups(identity, plan, [2000], database).groups).toEqual([104, 2000]);
    expect(withNeededGroups(identity, plan, [], database).groups).toEqual([104]);
  });

  it('never are ones that command root’s services, whatever they own', () => {
    expect(withNeededGroups(identity, plan, [999, 0], database).groups).toEqual([104]);
  });

  it('never are ones that the user has not', () => {
    expect(withNeededGroups({ ...identity, groups: [] }, plan, [2000], database).groups).toEqual([]);
  });
});

describe('/etc/passwd and /etc/group', () => {
  it('have lines that are nobody: comments, NIS, torn ones', () => {
    expect(parseUsers('# x:x:one:1\n+::::::\n\nann\nann:x::5\nann:x:5\n')).toEqual([]);
    expect(parseGroups('+:::\n-@x\nwheel:x::ann\n')).toEqual([]);
  });
});
