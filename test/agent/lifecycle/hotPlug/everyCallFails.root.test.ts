import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bundle } from '../../consoles/drainWorkerBundle.ts';
import type { Call } from '../../namespace/failingCalls.ts';
import { isNamed, keyOf, mayPass } from './namedFailure.ts';
import type { Attempt } from './pluggingAgent.ts';
import { bundlePluggingAgent, PluggingHost } from './pluggingHost.ts';

/*
 * Every call that plugging a device in and out makes of libc, of node:fs and of QEMU, made to fail once: with a real
 * QEMU in its namespace, and an agent into which the failing calls are built.
 */

/** Two cores: one agent waits for its QEMU while the other works. */
const LANES = 2;
const DEVICES = ['block', 'file', 'console'] as const;

interface Case {
  readonly verb: 'attach' | 'detach';
  readonly device: (typeof DEVICES)[number];
  readonly calls: readonly Call[];
  readonly index: number;
}

let program: Bundle;
let hosts: readonly PluggingHost[] = [];
let cases: readonly Case[];
beforeAll(async () => {
  program = await bundlePluggingAgent();
  hosts = Array.from({ length: LANES }, () => new PluggingHost(program));
  await Promise.all(hosts.map((host) => host.ready));
  cases = await everyCase(hosts[0] as PluggingHost);
});
afterAll(async () => {
  await Promise.all(hosts.map((host) => host.end()));
  program?.remove();
});

/** Looking at the host is the same for each device: there only the calls that the ones before it did not make. */
async function everyCase(host: PluggingHost): Promise<readonly Case[]> {
  const looks = new Set<string>();
  const found: Case[] = [];
  for (const device of DEVICES) {
    for (const verb of ['attach', 'detach'] as const) {
      const { calls } = await host.attempt(verb, device);
      const firstChange = calls.findIndex(({ name }) => name === 'rm');
      calls.forEach((call, index) => {
        const key = `${keyOf(call)} ${calls.slice(0, index).filter((each) => keyOf(each) === keyOf(call)).length}`;
        const isLook = verb === 'attach' && index < firstChange;
        if (!isLook || !looks.has(key)) found.push({ verb, device, calls, index });
        if (isLook) looks.add(key);
      });
    }
  }
  return found;
}

type State = Attempt['state'];

/** What was never plugged is written down otherwise than what was, and the first console makes Node watch files. */
async function idleStateOf(host: PluggingHost): Promise<State> {
  await host.attempt('attach', 'console');
  return (await host.attempt('detach', 'console')).state;
}

const differences = (what: string, wanted: State, found: State): string[] =>
  Object.keys(wanted)
    .filter((key) => key !== 'logs')
    .filter((key) => JSON.stringify(wanted[key]) !== JSON.stringify(found[key]))
    .map((key) => `${what} ${key}: ${JSON.stringify(found[key])} instead of ${JSON.stringify(wanted[key])}`);

/** What is wrong with an attempt of which one call failed; nothing when all is as it should be. */
async function faultsOf(host: PluggingHost, idle: State, { verb, device, calls, index }: Case): Promise<string[]> {
  const call = calls[index] as Call;
  if (verb === 'detach') await host.attempt('attach', device);
  const attempt = await host.attempt(verb, device, `${index + 1}:EIO`);
  const { error, said, state } = attempt;
  const before = calls.slice(0, index);
  const faults: string[] = [];
  const made = attempt.calls[index];
  if (!made || keyOf(made) !== keyOf(call)) faults.push(`was ${JSON.stringify(made)}`);
  // What is wrong with a console's log alone is told in the agent's.
  const isTold = said.some((line) => line.includes('console0') && line.includes('EIO'));
  if (error ? !isNamed(error, call, before) : !isTold && !mayPass(call, before))
    faults.push(`told ${JSON.stringify(error)}, said ${JSON.stringify(said)}`);
  // Whatever was begun is not there; or, with a call whose failure changes nothing, it is there whole.
  if (verb === 'attach' && error) {
    faults.push(...differences('left', idle, state));
    // That of a console which QEMU took stays, as it does when one is plugged out.
    const wasTaken = attempt.calls.slice(0, index).some(({ values }) => values[0] === 'device_add');
    if (!wasTaken && state.logs) faults.push(`left ${JSON.stringify(state.logs)}`);
    const again = await host.attempt('attach', device);
    if (again.error) faults.push(`again ${JSON.stringify(again.error)}`);
  }
  // A detach that failed may be asked for again, and one that did not has left nothing.
  const end = verb === 'detach' && !error ? attempt : await host.attempt('detach', device);
  if (end.error) faults.push(`not detached ${JSON.stringify(end.error)}`);
  faults.push(...differences('left at the end', idle, end.state));
  return faults.map((fault) => `${verb} ${device}, call ${index + 1}, ${keyOf(call)}: ${fault}`);
}

describe('plugging', () => {
  test('makes every kind of call that is to fail below', () => {
    const names = new Set(cases.map(({ calls, index }) => calls[index]?.name));
    expect([...names].sort()).toEqual(
      [
        ...[
          'open',
          'read',
          'write',
          'append',
          'close',
          'rm',
          'rename',
          'symlink',
          'scandir',
          'fstat',
          'fchown',
          'watch',
          'lseek',
        ],
        ...['statx', 'lgetxattr', 'pidfd_open', 'pidfd_getfd', 'poll', 'openat2', 'mknodat', 'fchownat', 'chmod'],
        ...['unlinkat', 'sendmsg', 'qmp'],
      ].sort(),
    );
  });

  test('whichever call fails, it is named, nothing of the attempt is left, and another attempt succeeds', async () => {
    const faults: string[] = [];
    let next = 0;
    const lane = async (host: PluggingHost): Promise<void> => {
      const idle = await idleStateOf(host);
      for (let at = next++; at < cases.length; at = next++)
        faults.push(...(await faultsOf(host, idle, cases[at] as Case)));
    };
    await Promise.all(hosts.map(lane));
    expect(faults).toEqual([]);
    expect(next - LANES).toBe(cases.length);
  }, 300_000);
});
