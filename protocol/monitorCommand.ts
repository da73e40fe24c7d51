import * as z from 'zod/mini';

/** A command's JSON, in UTF-16 units; QEMU's longest are a few kilobytes. */
const MAX_COMMAND_LENGTH = 64 << 10;

/** QEMU's own limit is 1024. */
const MAX_DEPTH = 64;

/** A command of QMP, docs/interop/qmp-spec. Its id is the agent's. */
export const monitorCommand = z
  .strictObject({
    execute: z.string().check(z.regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/)),
    arguments: z.optional(z.record(z.string(), z.unknown())),
  })
  .check(z.refine((command) => isSendable(command) && JSON.stringify(command).length <= MAX_COMMAND_LENGTH));
export type MonitorCommand = z.infer<typeof monitorCommand>;

/**
 * Whether QEMU reads in it what was meant. What it cannot read at all it answers without an id, as something that was
 * never asked: too deep, half a character. A whole number beyond 2^53 is another number by now.
 */
function isSendable(value: unknown, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  if (typeof value === 'string') return !/\p{Surrogate}/u.test(value);
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, each]) => isSendable(name) && isSendable(each, depth + 1));
}
