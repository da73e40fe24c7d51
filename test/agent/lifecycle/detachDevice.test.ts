import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { domainRunDir } from '../../../agent/lifecycle/agentPaths.ts';
import { attachDevice } from '../../../agent/lifecycle/attachDevice.ts';
import { detachDevice } from '../../../agent/lifecycle/detachDevice.ts';
import { liveText } from '../../../agent/lifecycle/liveText.ts';
import type { ChangedDevice } from '../../../protocol/methods.ts';
import { ObedientQemu } from '../qemu/obedientQemu.ts';
import { OWNER, type PluggableDomain, pluggableDomain } from './pluggableDomain.ts';
import { quietAgent } from './quietAgent.ts';

let agent: ReturnType<typeof quietAgent>;
let qemu: ObedientQemu;
let domain: PluggableDomain;
beforeEach(async () => {
  agent = quietAgent();
  qemu = await ObedientQemu.start();
  domain = pluggableDomain(agent, qemu.monitor);
});
afterEach(async () => {
  await qemu.dispose();
  agent.remove();
});

const attach = (xml: string): Promise<ChangedDevice> => attachDevice(agent, domain.record, OWNER, xml);
const detach = (xml: string): Promise<ChangedDevice> => detachDevice(agent, domain.record, xml);
const text = (): string => liveText(domain.record, domain.live);

const RNG = `<rng model='virtio'><backend model='random'>/dev/null</backend></rng>`;

/** What was asked for is in QEMU's hands. */
async function asked<T>(detaching: Promise<T>): Promise<Promise<T>[]> {
  detaching.catch(() => undefined);
  // QEMU answers one after another: what came before this was taken.
  await qemu.monitor.execute('query-status');
  return [detaching];
}

describe('a device of the guest', () => {
  beforeEach(() => attach(RNG));

  it('that two want gone is asked for once, and both hear of it', async () => {
    const detaching = [detach(RNG), detach(RNG)];
    await qemu.monitor.execute('query-status');
    await qemu.event('DEVICE_DELETED', { device: 'rng0' });
    const gone = { alias: 'rng0', nodes: [{ kind: 'remove', path: '/dev/null' }] };
    expect(await Promise.all(detaching)).toEqual([gone, gone]);
    expect(qemu.changes.filter((command) => command === 'device_del rng0')).toHaveLength(1);
  });

  it('that the guest refuses to let go is busy at once, and can be asked for again', async () => {
    const [refused] = await asked(detach(RNG));
    await qemu.event('DEVICE_UNPLUG_GUEST_ERROR', { device: 'rng0', path: '/machine/peripheral/rng0' });
    await expect(refused).rejects.toMatchObject({
      data: { code: 'device-busy', message: expect.stringContaining('refused') },
    });
    const [again] = await asked(detach(RNG));
    await qemu.event('DEVICE_DELETED', { device: 'rng0' });
    expect(await again).toMatchObject({ alias: 'rng0' });
  });

  it('that QEMU refuses to ask for is not waited for', async () => {
    qemu.answers.device_del = () => {
      throw new Error('not hot-pluggable');
    };
    await expect(detach(RNG)).rejects.toMatchObject({ data: { code: 'monitor' } });
  });

  it('whose remains cannot be cleared away says why', async () => {
    rmSync(domainRunDir(agent.paths, OWNER.uid, domain.record.uuid), { recursive: true });
    const [failed] = await asked(detach(RNG));
    await qemu.event('DEVICE_DELETED', { device: 'rng0' });
    await expect(failed).rejects.toThrow('ENOENT');
  });

  it('is waited for no longer than the domain runs', async () => {
    const [cut] = await asked(detach(RNG));
    domain.end();
    await expect(cut).rejects.toMatchObject({ data: { code: 'domain-not-running' } });
  });
});

describe('an event device of the host, which is no device of the guest', () => {
  const evdev = `<input type='evdev'><source dev='/dev/null'/></input>`;

  it('goes without the guest being asked, which could not answer', async () => {
    const before = text();
    expect(await attach(evdev)).toMatchObject({ alias: 'input0' });
    expect(domain.live.plan.nodes.map(({ path }) => path)).toEqual(['/dev/null']);
    expect(await detach(evdev)).toMatchObject({ alias: 'input0' });
    expect(qemu.changes).toEqual(['object-add input0', 'object-del input0']);
    expect(domain.live.plan.nodes).toEqual([]);
    expect(text()).toBe(before);
  });

  it('stays the domain’s while QEMU does not let it go', async () => {
    await attach(evdev);
    const whole = text();
    qemu.answers['object-del'] = () => {
      throw new Error('not now');
    };
    await expect(detach(evdev)).rejects.toMatchObject({ data: { code: 'monitor' } });
    expect(text()).toBe(whole);
    expect(domain.live.plan.nodes).toHaveLength(1);
  });
});
