import { rmSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { domainRunDir } from '../../../../agent/lifecycle/agentPaths.ts';
import { OWNER } from './pluggableDomain.ts';
import { PluggableSuite, RNG } from './pluggableSuite.ts';

const suite = new PluggableSuite();

/** What was asked for is in QEMU's hands. */
async function asked<T>(detaching: Promise<T>): Promise<Promise<T>[]> {
  detaching.catch(() => undefined);
  // QEMU answers one after another: what came before this was taken.
  await suite.qemu.monitor.execute('query-status');
  return [detaching];
}

describe('a device of the guest', () => {
  beforeEach(() => suite.attach(RNG));

  it('that two want gone is asked for once, and both hear of it', async () => {
    const detaching = [suite.detach(RNG), suite.detach(RNG)];
    await suite.qemu.monitor.execute('query-status');
    await suite.qemu.event('DEVICE_DELETED', { device: 'rng0' });
    const gone = { alias: 'rng0', nodes: [{ kind: 'remove', path: '/dev/null' }] };
    expect(await Promise.all(detaching)).toEqual([gone, gone]);
    expect(suite.qemu.changes.filter((command) => command === 'device_del rng0')).toHaveLength(1);
  });

  it('that the guest refuses to let go is busy at once, and can be asked for again', async () => {
    const [refused] = await asked(suite.detach(RNG));
    await suite.qemu.event('DEVICE_UNPLUG_GUEST_ERROR', { device: 'rng0', path: '/machine/peripheral/rng0' });
    await expect(refused).rejects.toMatchObject({
      data: { code: 'device-busy', message: expect.stringContaining('refused') },
    });
    const [again] = await asked(suite.detach(RNG));
    await suite.qemu.event('DEVICE_DELETED', { device: 'rng0' });
    expect(await again).toMatchObject({ alias: 'rng0' });
  });

  it('that QEMU refuses to ask for is not waited for', async () => {
    suite.qemu.answers.device_del = () => {
      throw new Error('not hot-pluggable');
    };
    await expect(suite.detach(RNG)).rejects.toMatchObject({ data: { code: 'monitor' } });
  });

  it('whose remains cannot be cleared away says why', async () => {
    rmSync(domainRunDir(suite.agent.paths, OWNER.uid, suite.domain.record.uuid), { recursive: true });
    const [failed] = await asked(suite.detach(RNG));
    await suite.qemu.event('DEVICE_DELETED', { device: 'rng0' });
    await expect(failed).rejects.toThrow('ENOENT');
  });

  it('that went, but whose back end QEMU kept, is detached when that is asked for again', async () => {
    suite.qemu.answers['object-del'] = () => {
      throw new Error('in use');
    };
    suite.qemu.answers['qom-list'] = () => [{ name: 'objrng0' }];
    const before = suite.text();
    const [kept] = await asked(suite.detach(RNG));
    await suite.qemu.event('DEVICE_DELETED', { device: 'rng0' });
    await expect(kept).rejects.toMatchObject({ data: { code: 'monitor', message: 'object-del: Error: in use' } });
    expect(suite.text()).toBe(before);
    delete suite.qemu.answers['object-del'];
    suite.qemu.refuse('device_del', { class: 'DeviceNotFound', desc: "Device 'rng0' not found" });
    expect(await suite.detach(RNG)).toMatchObject({ alias: 'rng0', nodes: [{ kind: 'remove', path: '/dev/null' }] });
    expect(suite.text()).not.toContain('rng0');
  });

  it('is waited for no longer than the domain runs', async () => {
    const [cut] = await asked(suite.detach(RNG));
    suite.domain.end();
    await expect(cut).rejects.toMatchObject({ data: { code: 'domain-not-running' } });
  });
});

describe('an event device of the host, which is no device of the guest', () => {
  const evdev = `<input type='evdev'><source dev='/dev/null'/></input>`;

  it('goes without the guest being asked, which could not answer', async () => {
    const before = suite.text();
    expect(await suite.attach(evdev)).toMatchObject({ alias: 'input0' });
    expect(suite.domain.live.plan.nodes.map(({ path }) => path)).toEqual(['/dev/null']);
    expect(await suite.detach(evdev)).toMatchObject({ alias: 'input0' });
    expect(suite.qemu.changes).toEqual(['object-add input0', 'object-del input0']);
    expect(suite.domain.live.plan.nodes).toEqual([]);
    expect(suite.text()).toBe(before);
  });

  it('stays the domain’s while QEMU does not let it go', async () => {
    await suite.attach(evdev);
    const whole = suite.text();
    suite.qemu.answers['object-del'] = () => {
      throw new Error('not now');
    };
    suite.qemu.answers['qom-list'] = () => [{ name: 'input0' }];
    await expect(suite.detach(evdev)).rejects.toMatchObject({ data: { code: 'monitor' } });
    expect(suite.text()).toBe(whole);
    expect(suite.domain.live.plan.nodes).toHaveLength(1);
  });
});
