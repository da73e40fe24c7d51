import type { DevStep } from '../../../plan/privateDev/devChange.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { LiveDomain } from '../liveDomain.ts';

/** How long the guest may take to let a device go. One that has no driver for it never does. */
const PATIENCE_MS = 10_000;

/** Somebody waits until a device is gone and what held it is cleared away. */
interface Waiter {
  readonly gone: Promise<readonly DevStep[]>;
  done(steps: readonly DevStep[]): void;
  fail(error: unknown): void;
}

/** By process and alias. */
const waiters = new WeakMap<LiveDomain, Map<string, Waiter>>();

/** Who waits for this device, if anybody does. */
export const waiterFor = (live: LiveDomain, alias: string): Waiter | undefined => waiters.get(live)?.get(alias);

/**
 * Asks for a device to be let go and waits until it is cleared away. Two who want the same wait for the same: QEMU
 * refuses to be asked twice.
 *
 * @throws VirtcellError `device-busy` when the guest refuses or does not answer in time; `domain-not-running` when it
 *   ends meanwhile; what asking or clearing away failed with
 */
export function whenLetGo(live: LiveDomain, alias: string, ask: () => Promise<unknown>): Promise<readonly DevStep[]> {
  const present = waiterFor(live, alias);
  if (present) return present.gone;
  const waiter = newWaiter(live, alias);
  ask().catch(waiter.fail);
  live.process.ended.then(() => waiter.fail(ended(live)));
  return waiter.gone;
}

function newWaiter(live: LiveDomain, alias: string): Waiter {
  const waiting = waiters.get(live) ?? new Map<string, Waiter>();
  waiters.set(live, waiting);
  const { promise, resolve, reject } = withResolvers<readonly DevStep[]>();
  const deadline = setTimeout(() => {
    waiter.fail(busy(`the guest has not let ${alias} go for ${PATIENCE_MS / 1000} s`));
  }, PATIENCE_MS);
  const settle = (): void => {
    clearTimeout(deadline);
    // By then it may be another's, who asked again.
    if (waiting.get(alias) === waiter) waiting.delete(alias);
  };
  const waiter: Waiter = {
    gone: promise,
    done: (steps) => {
      settle();
      resolve(steps);
    },
    fail: (error) => {
      settle();
      reject(error);
    },
  };
  waiting.set(alias, waiter);
  return waiter;
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (error: unknown) => void } {
  let [resolve, reject] = [(_: T): void => undefined, (_: unknown): void => undefined];
  const promise = new Promise<T>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}

/** It may let the device go later: QEMU says so whenever it does, and it is cleared away then. */
export const busy = (message: string): VirtcellError =>
  new VirtcellError({ code: 'device-busy', message, hint: 'It is taken away whenever the guest does.' });

const ended = ({ ready }: LiveDomain): VirtcellError =>
  new VirtcellError({ code: 'domain-not-running', message: `the domain ${ready.domain.name} ended meanwhile` });
