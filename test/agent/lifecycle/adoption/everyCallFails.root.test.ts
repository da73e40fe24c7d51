import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isRunning } from '../../../../agent/host/processIdentity.ts';
import type { Bundle } from '../../consoles/drainWorkerBundle.ts';
import type { Call } from '../../namespace/failingCalls.ts';
import { OTHER_UUID, UUID } from '../quietAgent.ts';
import { AdoptedDomains, bundleAdoptingAgent } from './adoptedDomains.ts';
import type { Adoption } from './adoptingAgent.ts';

/*
 * Every call that an agent makes while it takes two running domains over, made to fail once, each in an agent of its own;
 * then another agent takes them over whose calls do not fail. The two are taken over at once and their calls mingle:
 * whichever has the call that fails, the other one is to be whole.
 */

/** Two cores; each lane has domains of its own. */
const LANES = 2;

let program: Bundle;
let lanes: readonly AdoptedDomains[] = [];
beforeAll(async () => {
  program = await bundleAdoptingAgent();
  lanes = await Promise.all(Array.from({ length: LANES }, () => AdoptedDomains.start(program)));
});
afterAll(() => {
  for (const lane of lanes) lane.end();
  program?.remove();
});

const sorted = (domains: Adoption['domains']): string =>
  JSON.stringify([UUID, OTHER_UUID].map((uuid) => domains[uuid]));

/** What is told of it, to whoever reads the log or asks the doctor. */
const told = ({ said, leftAlone, error }: Adoption): string => JSON.stringify([said, leftAlone, error]);

/** Without the folder of all there is nothing to take over, and no agent. */
const isAgentsEnd = ({ name, values }: Call): boolean =>
  ['mkdir', 'scandir'].includes(name) && values[0] === '/run-folder/run/domains';

/** Where a failure changes nothing: the logs of domains that are gone stay until the next agent looks. */
const isTolerated = ({ name }: Call): boolean => name === 'exists';

/** Those that are held and were not with all calls made, or were held twice. */
function descriptorsLeft(wanted: readonly string[], { descriptors, domains }: Adoption, pids: AdoptedDomains['pids']) {
  const rest = [...wanted];
  const more = descriptors.filter((each) => {
    const at = rest.indexOf(each);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
  // Of a domain that was not taken over there is none at all.
  const strangers = [UUID, OTHER_UUID].filter((uuid) => !(uuid in domains));
  const ofStrangers = descriptors.filter((each) =>
    strangers.some((uuid) => each.includes(uuid) || each === `Pid:\t${pids[uuid]}`),
  );
  return [...more, ...ofStrangers];
}

/** What is wrong with an adoption of which one call failed; nothing when all is as it should be. */
async function faultsOf(lane: AdoptedDomains, good: Adoption, index: number): Promise<string[]> {
  const failed = await lane.adopt(`${index + 1}:EIO`);
  const next = await lane.adopt();
  const call = failed.calls[index];
  if (!call) return [`call ${index + 1} was not made`];
  const faults: string[] = [];
  const name = String(call.name === 'qmp' ? call.values[0] : call.name);
  if (!isTolerated(call) && !(told(failed).includes('EIO') && told(failed).toLowerCase().includes(name)))
    faults.push(`told ${told(failed)}`);
  if ((failed.error !== undefined) !== isAgentsEnd(call)) faults.push(`ended with ${failed.error}`);
  const whole = [UUID, OTHER_UUID].filter(
    (uuid) => JSON.stringify(failed.domains[uuid]) === JSON.stringify(good.domains[uuid]),
  );
  if (whole.length === 0 && !isAgentsEnd(call) && !isOfAll(call)) faults.push('neither domain was taken over whole');
  faults.push(...descriptorsLeft(good.descriptors, failed, lane.pids).map((each) => `left ${each}`));
  if (!lane.identities.every(isRunning)) faults.push('a QEMU has ended');
  if (sorted(next.domains) !== sorted(good.domains) || told(next) !== told(good)) faults.push(`next: ${told(next)}`);
  return faults.map((fault) => `call ${index + 1}, ${JSON.stringify(call)}: ${fault}`);
}

/** What names the second domain is left to the first, for which the same is called. */
const isOfOther = ({ values }: Call, { pids }: AdoptedDomains): boolean =>
  values.some(
    (value) =>
      typeof value === 'string' && [OTHER_UUID, `/proc/${pids[OTHER_UUID]}/`].some((own) => value.includes(own)),
  );

/** The folder of an owner, of whom both domains are. */
const isOfAll = ({ values }: Call): boolean => values[0] === '/run-folder/run/domains/1000';

describe('an adoption', () => {
  test('makes every kind of call that is to fail below', async () => {
    const { calls } = await (lanes[0] as AdoptedDomains).adopt();
    expect([...new Set(calls.map(({ name }) => name))].sort()).toEqual(
      [
        ...['mkdir', 'scandir', 'lstat', 'open', 'fstat', 'read', 'close', 'stat', 'exists', 'watch', 'lseek'],
        ...['rm', 'symlink', 'rename', 'pidfd_open', 'qmp'],
      ].sort(),
    );
  });

  test('edge 25: whichever call fails, it is told, no QEMU ends, the others are taken over, and the next agent has all', async () => {
    const faults: string[] = [];
    let next = 0;
    let count = Number.POSITIVE_INFINITY;
    const work = async (lane: AdoptedDomains): Promise<void> => {
      const good = await lane.adopt();
      count = good.calls.length;
      for (let index = next++; index < count; index = next++) {
        if (!isOfOther(good.calls[index] as Call, lane)) faults.push(...(await faultsOf(lane, good, index)));
      }
    };
    await Promise.all(lanes.map(work));
    expect(faults).toEqual([]);
    expect(next - LANES).toBe(count);
  }, 300_000);
});
