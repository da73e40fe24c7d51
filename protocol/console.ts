import * as z from 'zod/mini';

/*
 * The route `/console?name=NAME&alias=ALIAS&mode=MODE&from=OFFSET` carries one viewer of one console.
 * Binary frames are bytes: output towards the viewer, input towards the guest. Text frames are JSON, below.
 */

const WRITE_MODES = ['read', 'write', 'force'] as const;
/** Of one who is attached to a running domain's console. */
export type WriteMode = (typeof WRITE_MODES)[number];

export const CONSOLE_MODES = [...WRITE_MODES, 'log', 'follow'] as const;
export type ConsoleMode = (typeof CONSOLE_MODES)[number];

export const consoleQuery = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(256)),
  owner: z.optional(z.coerce.number().check(z.int(), z.minimum(0))),
  /** Absent: the first console that has a PTY. */
  alias: z.optional(z.string().check(z.maxLength(128))),
  /**
   * `force` takes the writing over from whoever has it. `log` gives what the log holds and ends, also of a domain that
   * does not run; `follow` goes on with what comes. Neither touches the PTY.
   */
  mode: z._default(z.enum(CONSOLE_MODES), 'write'),
  /** Absolute offset into the console's output at which to go on; absent: from its beginning. */
  from: z.optional(z.coerce.number().check(z.int(), z.minimum(0))),
  /** Only what was printed after this time, in milliseconds since 1970, and as little before it as is known. */
  since: z.optional(z.coerce.number().check(z.int(), z.minimum(0))),
  /**
   * The output is for a terminal, which gets as much as it can show: 2 MB/s, and of a flood only the last of it. The
   * viewer says how much is shown, or gets no more than a first piece.
   */
  terminal: z.optional(z.literal('true')),
});
export type ConsoleQuery = z.infer<typeof consoleQuery>;

/** What a viewer that is a terminal says beside the bytes: how much of all output in this connection is shown. */
export const consoleOrder = z.strictObject({ kind: z.literal('shown'), bytes: z.int().check(z.minimum(0)) });
export type ConsoleOrder = z.infer<typeof consoleOrder>;

/** What the agent says beside the bytes. */
export const consoleControl = z.discriminatedUnion('kind', [
  /** First of all frames: which console, and the offset of the first output byte that follows. */
  z.strictObject({
    kind: z.literal('attached'),
    alias: z.string(),
    path: z.string(),
    offset: z.int(),
    writer: z.boolean(),
    /** A channel: its log is made here, and holds only what came while somebody was attached. */
    journal: z.optional(z.literal(true)),
  }),
  /** Output before `to` is no longer kept; what follows begins there. */
  z.strictObject({ kind: z.literal('gap'), from: z.int(), to: z.int() }),
  /** This output is more than a terminal can show, and is left out; what follows begins at `to`. */
  z.strictObject({ kind: z.literal('skipped'), from: z.int(), to: z.int() }),
  /** QEMU may have logged some bytes twice around `offset`, since its PTY may have been full. */
  z.strictObject({ kind: z.literal('possible-repeat'), offset: z.int() }),
  /** All output up to `offset` was sent and the guest is quiet for now. */
  z.strictObject({ kind: z.literal('caught-up'), offset: z.int() }),
  /** Another viewer took the writing over, or this one may not write. Output goes on. */
  z.strictObject({ kind: z.literal('read-only'), reason: z.string() }),
  /** A program outside holds the PTY. `takesOutput`: of a channel, whose output is that program's alone while it does. */
  z.strictObject({
    kind: z.literal('outside'),
    pid: z.int(),
    command: z.string(),
    takesOutput: z.optional(z.literal(true)),
  }),
  /** Some output after `offset` is not in the log and will never be shown; the guest goes on. */
  z.strictObject({ kind: z.literal('unrecorded'), offset: z.int(), reason: z.string() }),
  /** The domain ended, or what was asked for of its log; the socket closes after this. */
  z.strictObject({ kind: z.literal('ended'), reason: z.string() }),
]);
export type ConsoleControl = z.infer<typeof consoleControl>;
