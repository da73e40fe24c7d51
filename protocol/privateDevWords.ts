import * as z from 'zod/mini';

/** What the page says by itself, in the user's language. */
export const panelWords = z.strictObject({
  nodes: z.string(),
  filter: z.string(),
  /** `{0} of {1}`. */
  matches: z.string(),
  noMatch: z.string(),
  listHidden: z.string(),
  exportText: z.string(),
  exportJson: z.string(),
  /** The heads of the columns. */
  node: z.string(),
  why: z.string(),
  state: z.string(),
  device: z.string(),
  access: z.string(),
  owner: z.string(),
  planned: z.string(),
  copyPath: z.string(),
  copyCommands: z.string(),
  mounts: z.string(),
  onHost: z.string(),
  inVm: z.string(),
  attach: z.string(),
  otherMounts: z.string(),
  steps: z.string(),
  copySteps: z.string(),
  launch: z.string(),
  keys: z.string(),
});
export type PanelWords = z.infer<typeof panelWords>;
