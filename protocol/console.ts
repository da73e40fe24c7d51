import * as z from 'zod/mini';

/*
 * The route `/console?name=NAME&alias=ALIAS&mode=read|write|force&from=OFFSET` carries one viewer of one console.
 * Binary frames are bytes: output towards the viewer, input towards the guest. Text frames are JSON, below.
 */

export const CONSOLE_MODES = ['read', 'write', 'force'] as const;
export type ConsoleMode = (typeof CONSOLE_MODES)[number];

export const consoleQuery = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(256)),
  owner: z.optional(z.coerce.number().check(z.int(), z.minimum(0))),
  /** Absent: the first console that has a PTY. */
  alias: z.optional(z.string().check(z.maxLength(128))),
  /** `force` takes the writing over from whoever has it. */
  mode: z._default(z.enum(CONSOLE_MODES), 'write'),
  /** Absolute offset into the console's output at which to go on; absent: from its beginning. */
  from: z.optional(z.coerce.number().check(z.int(), z.minimum(0))),
});
export type ConsoleQuery = z.infer<typeof consoleQuery>;

/** What the agent says beside the bytes. */
export const consoleControl = z.discriminatedUnion('kind', [
  /** First of all frames: which console, and the offset of the first output byte that follows. */
  z.strictObject({
    kind: z.literal('attached'),
    alias: z.string(),
    path: z.string(),
    offset: z.int(),
    writer: z.boolean(),
  }),
  /** Output before `to` is no longer kept; what follows begins there. */
  z.strictObject({ kind: z.literal('gap'), from: z.int(), to: z.int() }),
  /** QEMU may have logged some bytes twice around `offset`, since its PTY may have been full. */
  z.strictObject({ kind: z.literal('possible-repeat'), offset: z.int() }),
  /** All output up to `offset` was sent and the guest is quiet for now. */
  z.strictObject({ kind: z.literal('caught-up'), offset: z.int() }),
  /** Another viewer took the writing over, or this one may not write. Output goes on. */
  z.strictObject({ kind: z.literal('read-only'), reason: z.string() }),
  /** A program outside holds the PTY. */
  z.strictObject({ kind: z.literal('outside'), pid: z.int(), command: z.string() }),
  /** The domain ended; the socket closes after this. */
  z.strictObject({ kind: z.literal('ended'), reason: z.string() }),
]);
export type ConsoleControl = z.infer<typeof consoleControl>;
