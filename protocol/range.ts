import * as z from 'zod/mini';

const position = z.strictObject({ line: z.int(), character: z.int() });

/** A place in a text; lines and UTF-16 code units are counted from zero. */
export const range = z.strictObject({ start: position, end: position });
