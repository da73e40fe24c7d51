import { expect, it } from 'vitest';
import { clearGone, presentDevices } from '../../../../agent/lifecycle/hotPlug/clearGone.ts';
import { PluggableSuite, RNG } from './pluggableSuite.ts';

/** Of each kind that is not to be looked for one: part of the machine, not there at the start; and one that is QEMU's alone. */
const STAYING = `<input type='evdev'><source dev='/dev/null'/></input>
<serial type='null'/>
<interface type='user'/>
<hostdev mode='subsystem' type='usb'><source startupPolicy='optional'><vendor id='0x1234'/><product id='0x1'/></source></hostdev>`;

const suite = new PluggableSuite(STAYING);

/** Attaching breaks a line that detaching leaves broken. */
const text = (): string => suite.text().replaceAll(/>\s+</g, '><');
const look = async (...named: string[]): Promise<void> => {
  suite.qemu.answers['qom-list'] = () => named.map((name) => ({ name, type: 'child<some-device>' }));
  const present = await presentDevices(suite.qemu.monitor);
  await clearGone(suite.agent, suite.domain.record, suite.domain.live, present);
};

it('what QEMU has no more goes, with what held it, and nothing else does', async () => {
  await suite.attach(`<input type='tablet' bus='usb'/>`);
  const before = text();
  await suite.attach(RNG);
  const [whole, told] = [text(), suite.qemu.changes.length];
  await look('input0', 'input1', 'rng0', 'balloon0');
  expect([text(), suite.qemu.changes.length]).toEqual([whole, told]);
  await look('input0', 'input1', 'balloon0');
  expect(text()).toBe(before);
  expect(suite.qemu.changes.at(-1)).toBe('object-del objrng0');
  expect(suite.domain.live.plan.nodes).toEqual([]);
});

it('so does what was to be QEMU’s alone and never came there, as with an agent that was killed in between', async () => {
  await look('balloon0');
  expect(text()).not.toContain("type='evdev'");
  expect(suite.qemu.changes).toEqual(['object-del input0']);
});
