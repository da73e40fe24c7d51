import * as z from 'zod/mini';
import { panelAction, panelSubject } from './privateDevActions.ts';
import { panelWords } from './privateDevWords.ts';

/*
 * What the Private /dev panel draws. The extension sends the whole view whenever it changed, in words of the user's
 * language; the panel draws it and says what was chosen. Neither trusts the other's form.
 */

/** Words, and what choosing them does. */
const choice = z.strictObject({ text: z.string(), action: z.optional(panelAction) });
export type Choice = z.infer<typeof choice>;

/** What is to be noticed of something; its words say it as well. */
const mark = z.strictObject({
  kind: z.enum(['as-planned', 'drift', 'host', 'warning', 'added', 'removed', 'changed', 'hidden']),
  text: z.string(),
});
export type Mark = z.infer<typeof mark>;

/** One thing that is known; `planned` where another value was. */
const detail = z.strictObject({ label: z.string(), value: z.string(), planned: z.optional(z.string()) });
export type Detail = z.infer<typeof detail>;

/** A node of the VM's /dev, or one that only the host's has. */
const devRow = z.strictObject({
  path: z.string(),
  target: z.optional(z.string()),
  why: z.array(choice),
  marks: z.array(mark),
  device: z.string(),
  access: z.string(),
  owner: z.string(),
  details: z.array(detail),
});
export type DevRow = z.infer<typeof devRow>;

/** One filesystem at two places: on the host and in the VM. Two filesystems where it is not shared. */
const devMount = z.strictObject({
  path: z.string(),
  shared: z.boolean(),
  /** Of the filesystem: `devpts 0:22`. */
  superblock: z.string(),
  whose: z.string(),
  marks: z.array(mark),
  details: z.array(detail),
  consoles: z.array(z.strictObject({ alias: z.string(), path: z.string(), link: z.optional(z.string()) })),
});
export type MountView = z.infer<typeof devMount>;

/** One thing that a start does, below the name that its step has in the timeline. */
const dryStep = z.strictObject({ step: z.string(), call: z.string(), what: z.string() });
export type DryStep = z.infer<typeof dryStep>;

/** `begin` and `length` in thousandths of the whole. */
const launchBar = z.strictObject({ step: z.string(), time: z.string(), begin: z.number(), length: z.number() });
export type LaunchBar = z.infer<typeof launchBar>;

export const panelView = z.strictObject({
  kind: z.literal('view'),
  subject: panelSubject,
  title: z.string(),
  /** What one sees: a plan, or what the kernel shows. */
  subtitle: z.string(),
  notices: z.array(
    z.strictObject({ severity: z.enum(['information', 'warning', 'error']), ...choice.shape, label: z.string() }),
  ),
  buttons: z.array(z.strictObject({ label: z.string(), action: panelAction })),
  /** None where there is nothing to show. */
  dev: z.optional(
    z.strictObject({
      rows: z.array(devRow),
      mounts: z.array(devMount),
      otherMounts: z.array(z.strictObject({ path: z.string(), where: z.string(), fsType: z.string() })),
      steps: z.array(dryStep),
      launch: z.array(launchBar),
    }),
  ),
  words: panelWords,
});
export type PanelView = z.infer<typeof panelView>;

export const toPanel = z.discriminatedUnion('kind', [
  panelView,
  /** Lead the eye to these nodes. */
  z.strictObject({ kind: z.literal('reveal'), paths: z.array(z.string()) }),
]);
export type ToPanel = z.infer<typeof toPanel>;
