import { describe, expect, test } from 'vitest';
import { launch, StartCancelled, timelineLines } from '../../../extension/machines/launch.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { Method, StartedDomain } from '../../../protocol/methods.ts';
import { domain, runningDomain } from '../domains.ts';

const started: StartedDomain = { ...runningDomain(), timeline: [{ step: 'plan', ns: 3_140_000 }] };
const notRunning = new VirtcellError({ code: 'domain-not-running', message: 'it does not run' });
const failed = new VirtcellError({ code: 'qemu-died', message: 'QEMU ended' });

/** An agent that answers `start` when told to, and `destroy` as it is told. */
function agent(...destroys: ('done' | VirtcellError)[]) {
  const asked: Method[] = [];
  let settle: { resolve: (value: StartedDomain) => void; reject: (error: unknown) => void } | undefined;
  const request = (method: Method) => {
    asked.push(method);
    if (method === 'start') {
      return new Promise<StartedDomain>((resolve, reject) => {
        settle = { resolve, reject };
      }) as never;
    }
    const answer = destroys.shift() ?? 'done';
    return (answer === 'done' ? Promise.resolve({}) : Promise.reject(answer)) as never;
  };
  return {
    asked,
    request,
    comesUp: () => settle?.resolve(started),
    fails: (error: unknown) => settle?.reject(error),
  };
}

describe('a start', () => {
  test('ends with the running domain', async () => {
    const link = agent();
    const start = launch(link, domain(), new AbortController().signal);
    link.comesUp();
    expect(await start).toBe(started);
    expect(link.asked).toEqual(['start']);
  });

  test('that fails says why', async () => {
    const link = agent();
    const start = launch(link, domain(), new AbortController().signal);
    link.fails(failed);
    await expect(start).rejects.toBe(failed);
  });

  test('that was cancelled before it began asks for nothing', async () => {
    const link = agent();
    await expect(launch(link, domain(), AbortSignal.abort())).rejects.toThrow(StartCancelled);
    expect(link.asked).toEqual([]);
  });

  test('that is cancelled forces off what is starting', async () => {
    const link = agent('done');
    const abort = new AbortController();
    const start = launch(link, domain(), abort.signal);
    abort.abort();
    link.fails(notRunning);
    await expect(start).rejects.toThrow(StartCancelled);
    expect(link.asked).toEqual(['start', 'destroy']);
  });

  test('that comes up all the same is forced off again', async () => {
    const link = agent(notRunning, 'done');
    const abort = new AbortController();
    const start = launch(link, domain(), abort.signal);
    abort.abort();
    link.comesUp();
    await expect(start).rejects.toThrow(StartCancelled);
    expect(link.asked).toEqual(['start', 'destroy', 'destroy']);
  });

  test('that cannot be forced off says so', async () => {
    const denied = new VirtcellError({ code: 'agent-closed', message: 'gone' });
    const link = agent(denied);
    const abort = new AbortController();
    const start = launch(link, domain(), abort.signal);
    abort.abort();
    link.fails(failed);
    await expect(start).rejects.toBe(denied);
  });
});

test('its steps are told with their times', () => {
  expect(timelineLines([...started.timeline, { step: 'exec', ns: 54_000_000 }])).toEqual([
    'plan 3.1 ms',
    'exec 54.0 ms',
  ]);
});
