import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { domainRunDir, statusPath } from '../../../../agent/lifecycle/agentPaths.ts';
import { OWNER } from './pluggableDomain.ts';
import { EVDEV, PluggableSuite, RNG } from './pluggableSuite.ts';

const suite = new PluggableSuite();

const refuse = (command: string): void => {
  suite.qemu.answers[command] = () => {
    throw new Error(`no ${command}`);
  };
};
const CONSOLE = `<console type='null'><target type='virtio'/></console>`;

describe('a failure after QEMU took the device', () => {
  it.each([
    ['query-pci', RNG, 'rng0', 'object-del objrng0'],
    ['query-chardev', CONSOLE, 'console0', 'chardev-remove charconsole0'],
  ])('at %s has it detached, and what it held goes when the guest lets go', async (command, xml, alias, clearing) => {
    const [before, { plan }] = [suite.text(), suite.domain.live];
    refuse(command);
    await expect(suite.attach(xml)).rejects.toMatchObject({
      data: { code: 'monitor', message: `${command}: Error: no ${command}` },
    });
    expect(suite.qemu.changes.slice(-2)).toEqual([`device_add ${alias}`, `device_del ${alias}`]);
    // The guest has it still, and so the domain.
    expect(suite.text()).toContain(`<alias name='${alias}'/>`);
    const gone = suite.agent.announced('device detached');
    await suite.qemu.event('DEVICE_DELETED', { device: alias });
    await gone;
    expect(suite.qemu.changes.at(-1)).toBe(clearing);
    expect(suite.text()).toBe(before);
    expect(suite.domain.live.plan).toEqual(plan);
  });

  it('at the status file keeps plan and XML together while the guest keeps the device', async () => {
    suite.qemu.answers.device_add = () => void rmSync(runDir(), { recursive: true });
    await expect(suite.attach(RNG)).rejects.toThrow('ENOENT');
    expect(suite.qemu.changes.at(-1)).toBe('device_del rng0');
    expect(suite.text()).toContain(`<alias name='rng0'/>`);
    expect(suite.domain.live.plan.nodes.map(({ path }) => path)).toEqual(['/dev/null']);
  });

  it('takes what is QEMU’s alone away at once, and out of the domain when that can be written down', async () => {
    const before = suite.text();
    suite.qemu.answers['object-add'] = () => void rmSync(runDir(), { recursive: true });
    await expect(suite.attach(EVDEV)).rejects.toThrow('ENOENT');
    expect(suite.qemu.changes).toEqual(['object-add input0', 'object-del input0']);
    expect(suite.text()).toContain(`<alias name='input0'/>`);
    mkdirSync(runDir());
    suite.qemu.answers['object-del'] = () => {
      throw new Error("object 'input0' not found");
    };
    await suite.detach(EVDEV);
    expect(suite.text()).toBe(before);
    expect(suite.domain.live.plan.nodes).toEqual([]);
  });
});

const runDir = (): string => domainRunDir(suite.agent.paths, OWNER.uid, suite.domain.record.uuid);
const writtenDown = (): string => readFileSync(statusPath(runDir()), 'utf8');

describe('an agent that is killed meanwhile', () => {
  it('has written down what it was about to do', async () => {
    let found = '';
    suite.qemu.answers['object-add'] = () => {
      found = writtenDown();
    };
    await suite.attach(RNG);
    expect(found).toContain(`<alias name='rng0'/>`);
  });

  it('has begun nothing that could not be written down', async () => {
    rmSync(runDir(), { recursive: true });
    await expect(suite.attach(RNG)).rejects.toThrow('ENOENT');
    expect(suite.qemu.changes).toEqual([]);
    expect(suite.domain.live.plan.nodes).toEqual([]);
  });
});

it('a device that QEMU refuses leaves nothing of it', async () => {
  const before = suite.text();
  refuse('device_add');
  await expect(suite.attach(RNG)).rejects.toMatchObject({ data: { code: 'monitor' } });
  expect(suite.qemu.changes).toEqual(['object-add objrng0', 'device_add rng0', 'object-del objrng0']);
  expect(suite.text()).toBe(before);
  expect(writtenDown()).not.toContain('rng0');
  expect(suite.domain.live.plan.nodes).toEqual([]);
});

describe('a failure is told with its place in the fragment', () => {
  const below = `<!-- one more -->\n${RNG}\n`;
  const whole = { element: '/domain/devices/rng', range: { start: { line: 1, character: 0 } } };

  it.each(['object-add', 'device_add', 'query-pci'])('at %s', async (command) => {
    refuse(command);
    await expect(suite.attach(below)).rejects.toMatchObject({ data: { code: 'monitor', ...whole } });
  });

  it('which is none where the domain ended', async () => {
    suite.qemu.answers['query-pci'] = () => {
      suite.domain.record.live = undefined;
      return [];
    };
    const told = await suite.attach(below).catch((error) => error.data);
    expect(told).toMatchObject({ code: 'domain-not-running' });
    expect(told).not.toHaveProperty('element');
  });

  it('by the element that is at fault, where it is known', async () => {
    const missing = below.replace('/dev/null', '/dev/virtcell-none').replace('<backend', '\n  <backend');
    await expect(suite.attach(missing)).rejects.toMatchObject({
      data: { element: '/domain/devices/rng/backend', range: { start: { line: 2, character: 2 } } },
    });
  });
});

it.each([
  [
    'a Unix socket',
    `<channel type='unix'><source mode='connect' path='/a/b'/><target type='virtio' name='x'/></channel>`,
  ],
  [
    'an io_uring',
    `<disk><driver type='raw' io='io_uring'/><source file='/dev/null'/><target dev='vdb' bus='virtio'/></disk>`,
  ],
])('what needs %s is refused, which a machine without a need of it was not given', async (_, xml) => {
  await expect(suite.attach(xml)).rejects.toMatchObject({
    data: { code: 'not-hot-pluggable', hint: 'Add it to the definition; the next start has it.' },
  });
  expect(suite.qemu.changes).toEqual([]);
});

describe('on PCI Express without a free port', () => {
  beforeEach(() => {
    suite.replaceMachine('q35');
  });

  it.each([
    `<input type='tablet' bus='usb'/>`,
    `<channel type='null'><target type='virtio' name='a'/></channel>`,
    `<input type='evdev'><source dev='/dev/null'/></input>`,
  ])('%s is taken, which needs none', async (xml) => {
    await suite.attach(xml);
    expect(suite.text()).toContain(xml.slice(0, xml.indexOf('>')).replace(/\/?$/, ''));
  });

  it('what needs one is refused before QEMU hears of it', async () => {
    await expect(suite.attach(RNG)).rejects.toMatchObject({
      data: { code: 'not-hot-pluggable', range: { start: { line: 0, character: 0 } } },
    });
    expect(suite.qemu.changes).toEqual([]);
  });
});
