import * as z from 'zod/mini';

/*
 * The route `/shell?name=NAME&columns=N&rows=N` carries a shell in a running domain's mount namespace. Binary frames are
 * bytes: what is typed towards the shell, what it prints towards the client. Text frames are JSON, below.
 */

/** A terminal of more cells than this is nobody's. */
const MAX_CELLS = 1000;

const cells = z.int().check(z.minimum(1), z.maximum(MAX_CELLS));
export const shellQuery = z
  .strictObject({
    name: z.string().check(z.minLength(1), z.maxLength(256)),
    owner: z.optional(z.coerce.number().check(z.int(), z.minimum(0))),
    /** The client's terminal. Absent, both: there is none, and nothing is echoed, prompted or edited. */
    columns: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(MAX_CELLS))),
    rows: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(MAX_CELLS))),
    /** The terminal's kind, terminfo(5). */
    term: z.optional(z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9+._-]{0,63}$/))),
  })
  .check(z.refine(({ columns, rows }) => (columns === undefined) === (rows === undefined)));
export type ShellQuery = z.infer<typeof shellQuery>;

/** What the client says beside the bytes. */
export const shellOrder = z.strictObject({ kind: z.literal('resize'), columns: cells, rows: cells });
export type ShellOrder = z.infer<typeof shellOrder>;

/** What the agent says beside the bytes. */
export const shellControl = z.discriminatedUnion('kind', [
  /** First of all frames. The process whose end is the end of all that was started in the shell, as the host counts. */
  z.strictObject({ kind: z.literal('started'), pid: z.int() }),
  /**
   * Last of all frames: nothing of the shell is left. Its exit code, 128 and more where a signal ended it; or the signal
   * that ended all of it from outside; or why the agent ended it.
   */
  z.strictObject({
    kind: z.literal('ended'),
    code: z.optional(z.int()),
    signal: z.optional(z.int()),
    reason: z.optional(z.string()),
  }),
]);
export type ShellControl = z.infer<typeof shellControl>;
