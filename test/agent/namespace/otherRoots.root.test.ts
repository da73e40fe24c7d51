import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { failureOf, launchOn, type Outcome, planOn, RunFolder, stepsOf } from './launches.ts';
import { buildPrograms, PrivateHost, type Programs } from './privateHost.ts';

let programs: Programs;
let host: PrivateHost;
let run: RunFolder;
beforeAll(async () => {
  programs = await buildPrograms();
});
afterAll(() => programs.remove());
beforeEach(async () => {
  run = new RunFolder();
  host = await PrivateHost.start(programs);
});
afterEach(async () => {
  await host.end();
  run.remove();
});

/** Another root in /mnt with all that this one has, /dev and what lies below it included; then the launcher there. */
const inNewRoot = (root: string, enter: string): readonly string[] => {
  const script = `
    mount -t tmpfs newroot /mnt; mkdir -p ${root}
    for entry in /*; do
      if [ -L "$entry" ]; then cp -P "$entry" ${root}
      elif [ -d "$entry" ] && [ "$entry" != /mnt ]; then mkdir ${root}$entry; mount --rbind "$entry" ${root}$entry
      fi
    done
    ${enter}`;
  return ['sh', '-euc', script, 'sh'];
};
const CHROOT = inNewRoot('/mnt/inner', 'exec chroot /mnt/inner "$@"');
const PIVOT = inNewRoot('/mnt', 'cd /mnt; mkdir old; pivot_root . old; umount -l /old; exec "$@"');
const USER_NAMESPACE = ['unshare', '--user', '--map-root-user'];

async function launchIn(wrapper: readonly string[]): Promise<Outcome> {
  const outcome = await launchOn(host, run.spec(await planOn(host)), wrapper);
  expect(await host.call('ended', outcome.pid)).toBe(1);
  return outcome;
}

describe('edge 37: where mknod is refused', () => {
  test('as in a container, the host’s nodes are bound, each is told, and QEMU’s could be opened', async () => {
    const plan = await planOn(host);
    const { reports } = await launchIn([...USER_NAMESPACE, '--mount', ...PIVOT]);
    const devices = plan.nodes.filter((node) => node.kind === 'char').map((node) => node.path);
    expect(reports.flatMap((report) => ('bound' in report ? [report.bound] : []))).toEqual(devices);
    // /dev/null was opened inside by then; this user namespace forbids setgroups(2), and knows no id but 0.
    expect(stepsOf(reports)).toContain('enter-dev');
    expect(failureOf(reports)).toMatchObject({
      step: 'drop-identity',
      errno: expect.stringMatching(/^(EPERM|EINVAL)$/),
    });
  });

  test('a /dev that belongs to the namespace above is locked, and refused with these words', async () => {
    const { reports } = await launchIn([...USER_NAMESPACE, '--mount']);
    expect(failureOf(reports)).toMatchObject({
      step: 'enter-dev',
      syscall: 'umount2',
      errno: 'EINVAL',
      path: '/dev',
      message: expect.stringMatching(/locked.*cannot|locked.*not detached/),
    });
  });

  test('so is a user namespace without mounts of its own, by a launcher that lives to say so', async () => {
    const { reports } = await launchIn(USER_NAMESPACE);
    expect(failureOf(reports)).toMatchObject({ step: 'make-dev', syscall: 'fsopen', errno: 'EPERM' });
  });
});

describe('edge 17: in a chroot', () => {
  test('where / is no mount, that is what the error says', async () => {
    const { reports } = await launchIn(CHROOT);
    expect(failureOf(reports)).toMatchObject({
      step: 'leave-host',
      syscall: 'mount',
      errno: 'EINVAL',
      path: '/',
      message: expect.stringContaining('chroot'),
    });
  });

  test('a new root that is a mount is as good as any', async () => {
    const { pid, reports } = await launchOn(host, run.spec(await planOn(host)), ['unshare', '--mount', ...PIVOT]);
    expect(failureOf(reports)).toBeUndefined();
    const { mounts } = await host.call('inspect', pid);
    expect(mounts.map(({ path, sharedWithHost }) => [path, sharedWithHost])).toEqual([
      ['/dev/pts', true],
      ['/dev/shm', true],
    ]);
    await host.kill(pid);
  });
});
