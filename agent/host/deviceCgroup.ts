import { untranslated } from '../../domain-xml/message.ts';
import type { DevPlan } from '../../plan/privateDev/devPlan.ts';
import type { PlanProblem } from '../../plan/privateDev/planProblem.ts';
import { readText } from './readText.ts';

/** A line of devices.list: what processes of the group may do, Documentation/admin-guide/cgroup-v1/devices.rst. */
interface Allowed {
  readonly kind: 'a' | 'c' | 'b';
  readonly major: string;
  readonly minor: string;
}

/** Which devices the processes of a control group may open; undefined where nothing is known of a limit. */
export type DeviceCgroup = readonly Allowed[] | undefined;

/**
 * What QEMU, which stays in the agent's control group, may open. Only the first version's device controller can be read;
 * the second version's is a program in the kernel, which says nothing until a device is opened.
 */
export function ownDeviceCgroup(root = '/'): DeviceCgroup {
  const group = /^\d+:(?:[^:]*,)?devices(?:,[^:]*)?:(.*)$/m.exec(read(`${root}proc/self/cgroup`) ?? '')?.[1];
  if (group === undefined) return undefined;
  const list = read(`${root}sys/fs/cgroup/devices${group === '/' ? '' : group}/devices.list`);
  return list === undefined ? undefined : parseDevicesList(list);
}

function read(path: string): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES'))
      return undefined;
    throw error;
  }
}

/** Lines like `c 1:3 rwm`, `b 8:* rw`, `a *:* rwm`; one that does not allow reading allows nothing here. */
export const parseDevicesList = (text: string): Allowed[] =>
  text.split('\n').flatMap((line) => {
    const [, kind, major = '', minor = '', access = ''] = /^([acb]) (\d+|\*):(\d+|\*) ([rwm]+)$/.exec(line) ?? [];
    return (kind === 'a' || kind === 'c' || kind === 'b') && access.includes('r') ? [{ kind, major, minor }] : [];
  });

/** The nodes that the domain's XML asks for and QEMU would not be let open, though the node itself would allow it. */
export function deniedNodes({ nodes }: DevPlan, group: DeviceCgroup): PlanProblem[] {
  if (!group) return [];
  return nodes.flatMap((node) => {
    if ((node.kind !== 'char' && node.kind !== 'block') || isAllowed(group, node)) return [];
    return node.reasons.flatMap((reason): PlanProblem[] => {
      if (reason.kind !== 'element') return [];
      const { element, range } = reason;
      const said = `the agent’s control group denies ${node.path} (${node.kind} ${node.major}:${node.minor})`;
      const message = untranslated(said);
      return [{ severity: 'error', code: 'device-denied', message, range, element, path: node.path }];
    });
  });
}

const isAllowed = (
  group: readonly Allowed[],
  node: { kind: 'char' | 'block'; major: number; minor: number },
): boolean =>
  group.some(
    ({ kind, major, minor }) =>
      (kind === 'a' || kind === node.kind.charAt(0)) && matches(major, node.major) && matches(minor, node.minor),
  );

const matches = (pattern: string, number: number): boolean => pattern === '*' || pattern === String(number);
