import * as z from 'zod/mini';
import { range } from './range.ts';

/** What a choice in the Private /dev panel asks for. */
export const panelAction = z.discriminatedUnion('kind', [
  /** Select an XML element in the editor, by its XPath; `range` is where it was when the view was made. */
  z.strictObject({ kind: z.literal('reveal'), element: z.optional(z.string()), range }),
  z.strictObject({ kind: z.literal('start') }),
  z.strictObject({ kind: z.literal('attach'), alias: z.string() }),
  z.strictObject({ kind: z.literal('next-step') }),
  /** Bring the running VM's /dev to what the host has now. */
  z.strictObject({ kind: z.literal('sync') }),
  z.strictObject({ kind: z.literal('refresh') }),
  /** `commands`: those that show it and would make it. */
  z.strictObject({ kind: z.literal('copy'), what: z.enum(['path', 'commands']), path: z.string() }),
  z.strictObject({ kind: z.literal('copy-steps') }),
  z.strictObject({ kind: z.literal('export'), format: z.enum(['text', 'json']) }),
  /** Whether what the host has and the VM does not see is listed as well. */
  z.strictObject({ kind: z.literal('list-hidden'), listed: z.boolean() }),
]);
export type PanelAction = z.infer<typeof panelAction>;

export const fromPanel = z.discriminatedUnion('kind', [
  panelAction,
  /** It listens now. */
  z.strictObject({ kind: z.literal('ready'), hidden: z.boolean() }),
  /** A view was drawn, so long after it came. */
  z.strictObject({ kind: z.literal('painted'), milliseconds: z.number(), rows: z.int() }),
  /** It has led the eye to what was asked for. */
  z.strictObject({ kind: z.literal('revealed') }),
]);
export type FromPanel = z.infer<typeof fromPanel>;

/** Whose /dev it is: a file's domain, or one that the agent knows and no file of this editor defines. */
export const panelSubject = z.union([
  z.strictObject({ file: z.string() }),
  z.strictObject({ name: z.string(), owner: z.int() }),
]);
export type PanelSubject = z.infer<typeof panelSubject>;

/** What a page keeps when it is hidden or loaded anew: how its user looks at it. */
export const panelState = z.strictObject({
  subject: panelSubject,
  filter: z.string(),
  /** The keys of what is opened. */
  opened: z.array(z.string()),
  /** Whether what is hidden from the VM is listed. */
  hidden: z.boolean(),
  scrolled: z.number(),
});
export type PanelState = z.infer<typeof panelState>;
