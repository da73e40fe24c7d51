import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
