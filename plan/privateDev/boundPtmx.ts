import { type Message, say } from '../../domain-xml/message.ts';
import type { Domain } from '../../domain-xml/model/domain.ts';
import type { Followed } from './followLinks.ts';
import type { DevFacts } from './hostFacts.ts';
import { isBelow } from './paths.ts';
import type { PlanProblem } from './planProblem.ts';

export const PTMX = '/dev/ptmx';

/** What devpts itself has to open a new PTY by. */
export const PTMX_OF_DEVPTS = '/dev/pts/ptmx';

const READ_AND_WRITE_BY_OTHERS = 0o006;

/**
 * Where /dev/ptmx leads in a /dev whose nodes are bound. The kernel looks for `pts` beside the node that is opened, and
 * beside one that is bound alone there is nothing; devpts has a node of its own, to which a link leads.
 */
export function boundPtmx(followed: Followed, facts: DevFacts): Followed {
  if (followed.kind !== 'end' || 'errno' in followed.lookup || isOnDevpts(followed.path, facts)) return followed;
  return {
    kind: 'end',
    hops: [...followed.hops, { path: followed.path, target: PTMX_OF_DEVPTS }],
    left: followed.left,
    path: PTMX_OF_DEVPTS,
    lookup: facts.entries[PTMX_OF_DEVPTS] ?? { errno: 'ENOENT' },
  };
}

const isOnDevpts = (path: string, { mounts }: DevFacts): boolean =>
  mounts.some((mount) => mount.fsType === 'devpts' && (mount.path === path || isBelow(path, mount.path)));

/** An error for each console that wants a PTY, where a QEMU without privileges could not open one. */
export function ptyProblems(domain: Domain, followed: Followed, facts: DevFacts): PlanProblem[] {
  const message = whyNoPtys(followed, facts);
  if (!message) return [];
  return domain.characterDevices
    .filter(({ backend }) => backend.type === 'pty')
    .map(({ origin: { element, range } }) => ({
      severity: 'error',
      code: 'no-ptys',
      message,
      range,
      element,
      path: PTMX,
    }));
}

function whyNoPtys(followed: Followed, { mounts }: DevFacts): Message | undefined {
  if (!mounts.some(({ fsType }) => fsType === 'devpts'))
    return say('no PTY can be opened in this user namespace: no devpts is mounted below /dev');
  if (followed.kind !== 'end' || 'errno' in followed.lookup)
    return say('no PTY can be opened in this user namespace: {0} leads nowhere', PTMX);
  const { path, lookup } = followed;
  const { found } = lookup;
  const isOpen = found.kind === 'char' && (found.access.mode & READ_AND_WRITE_BY_OTHERS) === READ_AND_WRITE_BY_OTHERS;
  if (isOpen) return undefined;
  return say(
    'no PTY can be opened in this user namespace: {0} is not open to everybody; mount devpts there with newinstance,ptmxmode=0666',
    path,
  );
}
