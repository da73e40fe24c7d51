import * as z from 'zod/mini';
import { range } from './methods.ts';

/*
 * What the Private /dev panel and its extension say to each other. The extension sends the whole view whenever it
 * changed, in words of the user's language; the panel draws it and says what was chosen. Neither trusts the other's form.
 */

/** What a choice in the panel asks for. */
const panelAction = z.discriminatedUnion('kind', [
  /** Select an XML element in the editor, by its XPath; `range` is where it was when the view was made. */
  z.strictObject({ kind: z.literal('reveal'), element: z.optional(z.string()), range }),
  z.strictObject({ kind: z.literal('start') }),
  z.strictObject({ kind: z.literal('attach'), alias: z.string() }),
  z.strictObject({ kind: z.literal('next-step') }),
  /** Bring the running VM's /dev to what the host has now. */
  z.strictObject({ kind: z.literal('sync') }),
  z.strictObject({ kind: z.literal('refresh') }),
]);
export type PanelAction = z.infer<typeof panelAction>;

export const fromPanel = z.union([
  panelAction,
  /** It listens now. */
  z.strictObject({ kind: z.literal('ready') }),
  /** A view was drawn, so long after it came. */
  z.strictObject({ kind: z.literal('painted'), milliseconds: z.number(), rows: z.int() }),
]);
export type FromPanel = z.infer<typeof fromPanel>;

/** Words, and what choosing them does. */
const choice = z.strictObject({ text: z.string(), action: z.optional(panelAction) });
export type Choice = z.infer<typeof choice>;

/** `attention`: not as planned, or not as one would expect; its words say so too. */
const row = z.strictObject({
  header: z.string(),
  cells: z.array(z.array(choice)),
  attention: z.boolean(),
});
export type PanelRow = z.infer<typeof row>;

const table = z.strictObject({
  caption: z.string(),
  /** One for the header of the rows, and one for each cell. */
  columns: z.array(z.string()),
  rows: z.array(row),
});
export type PanelTable = z.infer<typeof table>;

/** Whose /dev it is: a file's domain, or one that the agent knows and no file of this editor defines. */
export const panelSubject = z.union([
  z.strictObject({ file: z.string() }),
  z.strictObject({ name: z.string(), owner: z.int() }),
]);
export type PanelSubject = z.infer<typeof panelSubject>;

export const panelView = z.strictObject({
  subject: panelSubject,
  title: z.string(),
  /** What one sees: a plan, or what the kernel shows. */
  subtitle: z.string(),
  notices: z.array(z.strictObject({ severity: z.enum(['information', 'error']), ...choice.shape, label: z.string() })),
  buttons: z.array(z.strictObject({ label: z.string(), action: panelAction })),
  tables: z.array(table),
});
export type PanelView = z.infer<typeof panelView>;
