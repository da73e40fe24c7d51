import { afterEach, beforeEach, expect, it } from 'vitest';
import { attachDevice } from '../../../agent/lifecycle/attachDevice.ts';
import { clearGone } from '../../../agent/lifecycle/clearGone.ts';
import { liveText } from '../../../agent/lifecycle/liveText.ts';
import { ObedientQemu } from '../qemu/obedientQemu.ts';
import { OWNER, type PluggableDomain, pluggableDomain } from './pluggableDomain.ts';
import { quietAgent } from './quietAgent.ts';

/** One of each kind that is not to be looked for: part of the machine, QEMU's alone, not there at the start. */
const STAYING = `<input type='evdev'><source dev='/dev/null'/></input>
<serial type='null'/>
<interface type='user'/>
<hostdev mode='subsystem' type='usb'><source startupPolicy='optional'><vendor id='0x1234'/><product id='0x1'/></source></hostdev>`;

let agent: ReturnType<typeof quietAgent>;
let qemu: ObedientQemu;
let domain: PluggableDomain;
beforeEach(async () => {
  agent = quietAgent();
  qemu = await ObedientQemu.start();
  domain = pluggableDomain(agent, qemu.monitor, STAYING);
});
afterEach(async () => {
  await qemu.dispose();
  agent.remove();
});

/** Attaching breaks a line that detaching leaves broken. */
const text = (): string => liveText(domain.record, domain.live).replaceAll(/>\s+</g, '><');
const look = async (...named: string[]): Promise<void> => {
  qemu.answers['qom-list'] = () => named.map((name) => ({ name, type: 'child<some-device>' }));
  await clearGone(agent, domain.record, domain.live, qemu.monitor);
};

it('what QEMU has no more goes, with what held it, and nothing else does', async () => {
  await attachDevice(agent, domain.record, OWNER, `<input type='tablet' bus='usb'/>`);
  const before = text();
  await attachDevice(
    agent,
    domain.record,
    OWNER,
    `<rng model='virtio'><backend model='random'>/dev/null</backend></rng>`,
  );
  const [whole, told] = [text(), qemu.changes.length];
  await look('input1', 'rng0', 'balloon0');
  expect([text(), qemu.changes.length]).toEqual([whole, told]);
  await look('input1', 'balloon0');
  expect(text()).toBe(before);
  expect(qemu.changes.at(-1)).toBe('object-del objrng0');
  expect(domain.live.plan.nodes).toEqual([]);
});
