import type { PlannedNode } from '../../plan/privateDev/devPlan.ts';
import { lookUp } from '../host/devEntry.ts';
import { attach, cloneTree, detachTop } from '../linux/mount.ts';
import { closeDescriptor, closeOnExecFrom, isCloseOnExec } from '../linux/process.ts';
import { mountIdOf } from '../linux/statx.ts';
import { buildDev } from './build.ts';

/** Often enough that Node has compiled what a launch runs; a dozen more gained nothing. */
const ROUNDS = 8;

/** A descriptor that is never open and a path that cannot be. */
const NO_FD = -1;
const NO_PATH = '/proc/self/nothing';

/**
 * Practises a launch while nobody waits: builds a private /dev on a descriptor and throws it away, and calls what
 * changes a namespace with arguments that the kernel refuses. koffi prepares a function at its first call and Node
 * compiles at the first few; a launch then pays for neither. Nothing is changed on the host.
 */
export function warmUp(): void {
  const nodes = practiceNodes();
  const mounts = [{ path: '/dev/practice', onto: 'directory' }] as const;
  for (let round = 0; round < ROUNDS; round++) {
    for (const call of [
      () => closeDescriptor(buildDev({ tmpfs: { mode: '755', size: '4m' }, nodes, mounts }, () => undefined).tree),
      () => mountIdOf('/dev'),
      () => cloneTree(NO_PATH),
      () => attach(NO_FD, NO_PATH),
      () => detachTop(NO_PATH),
      () => isCloseOnExec(NO_FD),
      () => closeOnExecFrom(0x7fffffff),
    ]) {
      practise(call);
    }
  }
}

/** Copies of /dev/null and /dev/zero, which every host has, and a link. */
function practiceNodes(): PlannedNode[] {
  const devices = ['/dev/null', '/dev/zero'].flatMap((path): PlannedNode[] => {
    const here = lookUp(path);
    const isDevice = 'found' in here && (here.found.kind === 'char' || here.found.kind === 'block');
    return isDevice ? [{ path, reasons: [], ...here.found }] : [];
  });
  return [{ path: '/dev/link', kind: 'link', target: 'null', reasons: [] }, ...devices];
}

/** What this host refuses beyond that, it refuses again in a launch, and there it is told. */
function practise(call: () => unknown): void {
  try {
    call();
  } catch (error) {
    if (!(error instanceof Error && 'errno' in error)) throw error;
  }
}
