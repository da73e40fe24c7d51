import type { Call } from '../../namespace/failingCalls.ts';

/* What is to be told of a call that failed while a device was plugged. */

const isPath = (value: unknown): value is string => typeof value === 'string' && value.startsWith('/');

/** A call by what is the same of it in each attempt: not its descriptors, and not what it writes. */
export const keyOf = ({ name, values }: Call): string =>
  [name, ...values.filter((value) => (name === 'qmp' ? value === values[0] : isPath(value)))].join(' ');

/** Whether an error names the call, the errno and the path, if there is one. */
export function isNamed(error: Readonly<Record<string, unknown>>, call: Call, before: readonly Call[]): boolean {
  const told = JSON.stringify({ ...error, stack: undefined });
  const path = pathOf(call, before);
  const name = call.name === 'qmp' ? String(call.values[0]) : call.name;
  // A node that cannot be looked at is a problem of the plan, which is told in words of its own.
  const isNamed = error.code === 'missing-device-node' || told.includes(name);
  return 'step' in error === (error.code !== 'storage') && isNamed && told.includes('EIO') && told.includes(path ?? '');
}

/** Done with a descriptor: with the file that was opened last. */
const OF_OPENED = ['read', 'write', 'close', 'fchown', 'fstat', 'lseek'];
/** Done with the node, which is held. */
const OF_NODE = ['openat2', 'mknodat', 'fchownat', 'chmod', 'unlinkat'];
/** Done with a file that is handed over. */
const OF_PASSED = ['pidfd_getfd', 'sendmsg'];

/** Without the suffix of a file that is to take another's place. */
function pathOf({ name, values }: Call, before: readonly Call[]): string | undefined {
  if (OF_NODE.includes(name)) return '/dev/own-node';
  if (OF_PASSED.includes(name)) return '/run-folder/';
  const opened = before.findLast((each) => each.name === 'open')?.values[0];
  const path = OF_OPENED.includes(name) ? opened : values.find(isPath);
  return typeof path === 'string' ? path.replace(/\.(new|index)$/, '') : undefined;
}

/**
 * Where a failure changes nothing: nodes that are not the device's, a console whose log cannot be read, and descriptors
 * that only name something.
 */
export function mayPass({ name, values }: Call, before: readonly Call[]): boolean {
  if (['statx', 'lgetxattr'].includes(name)) return !values.includes('/dev/own-node');
  if (name === 'scandir') return values.includes('/sys/dev/block/LOOP/dm');
  return name === 'close' && before.at(-1)?.name !== 'write';
}
