import { describe, expect, test } from 'vitest';
import { domain } from '../commandLine/sampleDomains.ts';
import { mountAt, planOn, wanting } from './madeUpHost.ts';

const pathsOf = (nodes: readonly { readonly path: string }[]) => nodes.map((node) => node.path);

describe('preserved mounts', () => {
  test('are in the plan as the facts tell them, their parents are made', () => {
    const mounts = [mountAt('/dev/pts', { fsType: 'devpts' }), mountAt('/dev/a/b/m')];
    const { plan } = planOn(domain(), {}, { mounts });
    expect(plan.mounts).toEqual(mounts);
    expect(plan.nodes).toMatchObject([
      { path: '/dev/a', kind: 'directory', reasons: [{ kind: 'default' }] },
      { path: '/dev/a/b', kind: 'directory' },
    ]);
  });

  test('edges 11, 12: nothing below one is planned, nor reported as missing', () => {
    const mounts = [mountAt('/dev/shm'), mountAt('/dev/pts')];
    const host = { '/dev/shm/disk': 'file', '/dev/pts/3': 'c 136:3' };
    const { plan, diagnostics } = planOn(wanting('/dev/shm/disk', '/dev/pts/3', '/dev/shm/new'), host, { mounts });
    expect({ nodes: plan.nodes, diagnostics }).toEqual({ nodes: [], diagnostics: [] });
  });

  test('edge 14: /dev/shmem is not below /dev/shm', () => {
    const { plan } = planOn(wanting('/dev/shmem'), { '/dev/shmem': 'c 1:3' }, { mounts: [mountAt('/dev/shm')] });
    expect(pathsOf(plan.nodes)).toEqual(['/dev/shmem']);
  });

  test('edge 13: a wanted path that is itself a preserved mount point is the mount alone', () => {
    const mounts = [mountAt('/dev/null', { onto: 'file' }), mountAt('/dev/ptmx', { onto: 'file', fsType: 'devpts' })];
    const host = { '/dev/null': 'c 1:3', '/dev/ptmx': 'c 5:2' };
    const { plan } = planOn(domain(), host, { mounts, defaults: ['/dev/null', '/dev/ptmx'] });
    expect(plan).toMatchObject({ nodes: [], mounts });
  });

  test('a link to a preserved mount is made: ptmx may lead to pts/ptmx', () => {
    const host = { '/dev/ptmx': '-> pts/ptmx', '/dev/pts/ptmx': 'c 5:2' };
    const { plan } = planOn(domain(), host, { mounts: [mountAt('/dev/pts')], defaults: ['/dev/ptmx'] });
    expect(plan.nodes).toMatchObject([{ path: '/dev/ptmx', kind: 'link', target: 'pts/ptmx' }]);
  });

  test('edge 12: a link that lies in a preserved mount is followed out of it and not made', () => {
    const host = { '/dev/shm/l': '-> ../sda', '/dev/sda': 'b 8:0' };
    const { plan } = planOn(wanting('/dev/shm/l'), host, { mounts: [mountAt('/dev/shm')] });
    expect(pathsOf(plan.nodes)).toEqual(['/dev/sda']);
  });

  test('edge 16: parents that are preserved mounts are not made again', () => {
    const mounts = [mountAt('/dev/shm'), mountAt('/dev/shm/inner/deep')];
    expect(planOn(domain(), {}, { mounts }).plan.nodes).toEqual([]);
  });

  test('a mount below a directory that is bound comes with it', () => {
    const mounts = [mountAt('/dev/a/m'), mountAt('/dev/b')];
    const { plan } = planOn(wanting('/dev/a'), { '/dev/a/x': 'file' }, { mounts });
    expect(plan.nodes).toMatchObject([{ path: '/dev/a', kind: 'bind' }]);
    expect(pathsOf(plan.mounts)).toEqual(['/dev/b']);
  });

  test('a mount and what is below it are not hidden', () => {
    const host = { '/dev/shm/x': 'file', '/dev/a/m/x': 'file', '/dev/sda': 'b 8:0' };
    expect(planOn(domain(), host, { mounts: [mountAt('/dev/shm'), mountAt('/dev/a/m')] }).plan.hidden).toBe(1);
  });
});
