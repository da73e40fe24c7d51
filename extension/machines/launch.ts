import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry, StartedDomain, TimelineStep } from '../../protocol/methods.ts';
import type { AgentLink } from '../link/agentLink.ts';

/** How far a start is, for whoever shows it, and whether the user would rather not. */
export interface StartStages {
  readonly tell: (stage: string) => void;
  readonly signal: AbortSignal;
}

/** The user took a start back, and nothing of it is left. */
export class StartCancelled extends Error {
  override readonly name = 'StartCancelled';
}

/**
 * Starts what is defined. The agent has no way back from a start but to force off what is starting, so that is what a
 * cancelled one does: at once, and again where the agent had nothing to force off yet and brought it up all the same.
 *
 * @throws StartCancelled
 * @throws VirtcellError of the step that failed
 */
export async function launch(
  link: Pick<AgentLink, 'request'>,
  { uuid, owner }: DomainEntry,
  signal: AbortSignal,
): Promise<StartedDomain> {
  if (signal.aborted) throw new StartCancelled();
  const domain = { name: uuid, owner };
  const forceOff = (): Promise<void> => link.request('destroy', domain).then(() => undefined, ignoreNotRunning);
  let ended = Promise.resolve();
  const cancel = (): void => {
    ended = forceOff();
    // Told by whoever waits for the start.
    ended.catch(() => undefined);
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const started = await link.request('start', domain);
    if (!signal.aborted) return started;
    await ended;
    await forceOff();
  } catch (error) {
    if (!signal.aborted) throw error;
    await ended;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  throw new StartCancelled();
}

function ignoreNotRunning(error: unknown): void {
  if (!(error instanceof VirtcellError) || error.code !== 'domain-not-running') throw error;
}

/** What a start did and how long each step took, one after another: `plan 3.1 ms`. */
export const timelineLines = (timeline: readonly TimelineStep[]): string[] =>
  timeline.map(({ step, ns }) => `${step} ${(ns / 1e6).toFixed(1)} ms`);
