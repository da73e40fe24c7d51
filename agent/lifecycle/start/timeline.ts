import type { TimelineStep } from '../../../protocol/methods.ts';

/** What a start did and how long each step took: CLOCK_MONOTONIC, in nanoseconds. */
export class Timeline {
  readonly #steps: TimelineStep[] = [];
  #open: { step: string; at: bigint } | undefined;

  /** Ends the step under way and begins the next. */
  begin(step: string): void {
    this.end();
    this.#open = { step, at: process.hrtime.bigint() };
  }

  end(): void {
    if (!this.#open) return;
    this.#steps.push({ step: this.#open.step, ns: Number(process.hrtime.bigint() - this.#open.at) });
    this.#open = undefined;
  }

  /** Steps that another process measured. */
  add(steps: readonly TimelineStep[]): void {
    this.#steps.push(...steps);
  }

  steps(): readonly TimelineStep[] {
    return this.#steps;
  }
}
