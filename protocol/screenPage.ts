import * as z from 'zod/mini';

/*
 * What the page with a machine's screen and its extension say to each other. The page speaks RFB with QEMU; the extension
 * carries the bytes, and says how things stand in words of the user's language. Neither trusts the other's form.
 */

/** Bytes of RFB. */
const bytes = z.instanceof(Uint8Array);

/** Which machine's screen a page shows: its state over a reload of the window. */
export const screenSubject = z.strictObject({ name: z.string(), owner: z.int() });
export type ScreenSubject = z.infer<typeof screenSubject>;

export const screenView = z.strictObject({
  kind: z.literal('view'),
  subject: screenSubject,
  /** `live`: the bytes that follow are those of a new connection. `over`: none come any more. */
  state: z.enum(['connecting', 'live', 'over']),
  /** How things stand. While the machine is seen, how to get the keyboard back from it. */
  text: z.string(),
  /** What the buttons say. */
  labels: z.strictObject({ screen: z.string(), ctrlAltDel: z.string(), reconnect: z.string() }),
});
export type ScreenView = z.infer<typeof screenView>;

export const toScreenPage = z.union([screenView, z.strictObject({ kind: z.literal('output'), bytes })]);
export type ToScreenPage = z.infer<typeof toScreenPage>;

export const fromScreenPage = z.union([
  /** It listens now. */
  z.strictObject({ kind: z.literal('ready') }),
  z.strictObject({ kind: z.literal('input'), bytes }),
  z.strictObject({ kind: z.literal('reconnect') }),
  /** It could not make a picture of what QEMU sent. */
  z.strictObject({ kind: z.literal('failed') }),
]);
export type FromScreenPage = z.infer<typeof fromScreenPage>;
