import * as z from 'zod/mini';
import { domainEntry, domainProblem } from './methods.ts';

/** What the agent tells subscribers, as the parameters of the notification `event`. */
export const event = z.discriminatedUnion('kind', [
  /** A domain was defined, or its definition changed. */
  z.strictObject({ kind: z.literal('defined'), domain: domainEntry }),
  z.strictObject({ kind: z.literal('undefined'), name: z.string(), uuid: z.string(), owner: z.int() }),
  /** A domain's state changed. `reason`: what did it, `starting up`, `created`, `destroyed`, `shutdown`, `died` … */
  z.strictObject({ kind: z.literal('state'), domain: domainEntry, reason: z.string() }),
  /** Something of a domain went wrong while nobody waited: it could not be started with the machine, or written down. */
  z.strictObject({ kind: z.literal('problem'), domain: domainEntry, problem: domainProblem }),
  /**
   * A running domain's /dev is otherwise than it was: `drifted` of its nodes and mounts are not as planned, `outdated`
   * of its nodes are another thing on the host by now, or are wanted and only there.
   */
  z.strictObject({ kind: z.literal('dev'), domain: domainEntry, drifted: z.int(), outdated: z.int() }),
]);

export type AgentEvent = z.infer<typeof event>;
export const EVENT_NOTIFICATION = 'event';
