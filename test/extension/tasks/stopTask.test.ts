import { describe, expect, test } from 'vitest';
import type { LinkState } from '../../../extension/link/linkState.ts';
import { Listeners } from '../../../extension/listeners.ts';
import type { MachineChange } from '../../../extension/machines/machineList.ts';
import { stopTask } from '../../../extension/tasks/stopTask.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { DomainEntry, Method } from '../../../protocol/methods.ts';
import { domain, runningDomain } from '../domains.ts';
import { english } from '../l10n.ts';

/** A task that stops the domain `demo`, in a world where it is as given. */
function stopping(
  known: DomainEntry | undefined,
  { force = false, refusal }: { force?: boolean; refusal?: VirtcellError } = {},
) {
  const changes = new Listeners<MachineChange>();
  const states = new Listeners<LinkState>();
  const asked: Method[] = [];
  const said: string[] = [];
  const abort = new AbortController();
  const request = (method: Method) => {
    asked.push(method);
    if (method !== 'dominfo') return (refusal ? Promise.reject(refusal) : Promise.resolve({})) as never;
    const unknown = new VirtcellError({ code: 'domain-not-found', message: 'no' });
    return (known ? Promise.resolve(known) : Promise.reject(unknown)) as never;
  };
  const deps = {
    link: { request, onState: (listener: (state: LinkState) => void) => states.add(listener) },
    machines: { onChange: (listener: (change: MachineChange) => void) => changes.add(listener) },
  };
  const work = stopTask(deps, { action: 'stop', domain: 'demo', force }, english);
  const done = work((line) => said.push(line), abort.signal);
  return { changes, states, asked, said, abort, done };
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
};

describe('a task that stops a domain', () => {
  test.each([
    [false, 'shutdown'],
    [true, 'destroy'],
  ])('with force %s asks for %s, and ends when it is off', async (force, method) => {
    const task = stopping(runningDomain(), { force });
    await settled();
    expect(task.asked).toEqual(['dominfo', method]);
    task.changes.tell({ domain: runningDomain({ state: 'in shutdown' }), reason: 'shutdown' });
    task.changes.tell({ domain: domain({ uuid: 'another' }), reason: 'shutdown' });
    task.changes.tell({ domain: domain(), reason: 'shutdown' });
    expect(await task.done).toBe(true);
    expect(task.said.at(-1)).toBe('demo is off.');
  });

  test.each([
    ['is off', domain()],
    ['is not there', undefined],
  ])('that %s has nothing to do', async (_, known) => {
    const task = stopping(known);
    expect(await task.done).toBe(true);
    expect(task.said).toEqual(['demo does not run.']);
  });

  test('that is refused says why, and fails', async () => {
    const refusal = new VirtcellError({ code: 'domain-state', message: 'it is paused', hint: 'Resume it.' });
    const task = stopping(runningDomain(), { refusal });
    expect(await task.done).toBe(false);
    expect(task.said.at(-1)).toBe('it is paused\nResume it.');
  });

  test('fails where nobody waits any more', async () => {
    const task = stopping(runningDomain());
    await settled();
    task.abort.abort();
    expect(await task.done).toBe(false);
    expect(task.said.at(-1)).toBe('demo may still run.');
  });

  test('fails where the agent that would tell is gone', async () => {
    const task = stopping(runningDomain());
    await settled();
    task.states.tell({ kind: 'connecting' });
    expect(await task.done).toBe(false);
  });
});
