import * as z from 'zod/mini';

const taskAim = z.object({
  action: z.enum(['start', 'stop']),
  /** A domain's name or UUID. */
  domain: z.optional(z.string().check(z.minLength(1))),
  /** Path of a domain's XML, absolute or from the workspace's folder; only for `start`. */
  file: z.optional(z.string().check(z.minLength(1))),
  /** Whether to pull the plug instead of asking the guest; only for `stop`. */
  force: z.optional(z.boolean()),
});

/** What a task of tasks.json is to do. */
export type TaskAim =
  | { readonly action: 'start'; readonly domain: string }
  | { readonly action: 'start'; readonly file: string }
  | { readonly action: 'stop'; readonly domain: string; readonly force: boolean };

/** Undefined where the definition does not say which domain it means. */
export function readTaskAim(definition: unknown): TaskAim | undefined {
  const read = z.safeParse(taskAim, definition);
  if (!read.success) return undefined;
  const { action, domain, file, force = false } = read.data;
  if (action === 'start' && file !== undefined) return { action, file };
  if (domain === undefined) return undefined;
  return action === 'start' ? { action, domain } : { action, domain, force };
}
