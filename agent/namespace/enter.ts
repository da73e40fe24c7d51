import type { HostDev } from '../../plan/privateDev/devPlan.ts';
import { LinuxError } from '../linux/libc.ts';
import { attach, changeOptions, cloneTree, detachTop, makeSlave, unshareMounts } from '../linux/mount.ts';
import { closeDescriptor } from '../linux/process.ts';
import { mountIdOf } from '../linux/statx.ts';
import type { SpecMount } from './launchSpec.ts';

/** A mount taken from the host, to be attached at `path` of the private /dev. */
export interface TakenMount {
  readonly path: string;
  readonly tree: number;
  /** What it is mounted with from then on; as on the host where it does not say. */
  readonly options?: readonly string[];
}

/**
 * Leaves the host's mount namespace. `/` becomes a slave, recursively, before anything is touched: were one mount
 * still shared, what is detached below would be detached on the host too. mount(2) does it to every mount below `/`, all
 * at once under one lock, or fails; and nothing is detached here but what is below `/`.
 */
export function leaveHost(): void {
  unshareMounts();
  makeRootSlave();
}

function makeRootSlave(): void {
  try {
    makeSlave('/');
  } catch (error) {
    if (!(error instanceof LinuxError) || error.errno !== 'EINVAL') throw error;
    throw new LinuxError(error.syscall, error.errno, '/', 'the root directory is no mount, as in a chroot');
  }
}

/**
 * Clones of what stays the host's. Taken after `leaveHost`, they are slaves as everything here is, so nothing mounted
 * upon them reaches the host, and unbindable mounts can be taken as well.
 */
export function takeMounts(mounts: readonly Pick<SpecMount, 'path' | 'options' | 'nodev'>[]): TakenMount[] {
  return mounts.map(({ path, options, nodev }) => ({ path, tree: cloneTree(path), ...(nodev && { options }) }));
}

/**
 * Puts the private /dev in the host's place, and the taken mounts onto their places in it. Where the plan says that it
 * covers the host's, QEMU cannot uncover it: that takes a capability, and in a user namespace of its own, where QEMU
 * would have one, every mount that it was given is locked.
 */
export function enterDev(tree: number, taken: readonly TakenMount[], hostDev: HostDev = 'detached'): void {
  // /dev may be a stack of filesystems: every layer goes, or the host's nodes would lie just beneath.
  while (detachTop('/dev')) {
    // detachTop says when there is nothing more.
  }
  if (hostDev === 'detached') requireDetached();
  attach(tree, '/dev');
  closeDescriptor(tree);
  for (const mount of taken) {
    attach(mount.tree, mount.path);
    closeDescriptor(mount.tree);
    if (mount.options) changeOptions(mount.path, mount.options);
  }
}

/** umount2 answers EINVAL for a locked mount as well: in a user namespace the host's /dev cannot go. */
function requireDetached(): void {
  if (mountIdOf('/dev') === mountIdOf('/')) return;
  throw new LinuxError('umount2', 'EINVAL', '/dev', 'locked: the host’s /dev can be covered but not detached here');
}
