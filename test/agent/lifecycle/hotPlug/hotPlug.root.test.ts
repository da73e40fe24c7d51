import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWebSocket } from '../../../../agent/cli/connect.ts';
import { Monitor, QEMU_PATIENCE_MS } from '../../../../agent/qemu/monitor.ts';
import { AgentClient } from '../../../../protocol/agentClient.ts';
import { messageSocket } from '../../../../protocol/messageSocket.ts';
import type { ChangedDevice, DevReport, DomainEntry } from '../../../../protocol/methods.ts';
import { ensureLinuxGuest, KERNEL_ARGUMENTS } from '../../../../scripts/guest/linux.mjs';
import { AgentProcess } from '../../agentProcess.ts';

const UID = 1000;
const NODE = `/dev/virtcell-test-${process.pid}`;

let agent: AgentProcess;
beforeAll(async () => {
  execFileSync('mknod', ['-m', '666', NODE, 'c', '1', '9']);
  agent = await AgentProcess.start({ sudoUid: UID });
  await boot('plug', 'pc');
});

/** A Linux guest that takes and gives devices, at its shell. */
async function boot(name: string, machine: string): Promise<void> {
  const { kernel, initrd } = ensureLinuxGuest();
  const own = (path: string, file: string): string => agent.file(file, readFileSync(path), UID, 0o600);
  const xml = `<domain type='qemu'>
  <name>${name}</name>
  <memory unit='MiB'>128</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='${machine}'>hvm</type>
    <kernel>${own(kernel, 'vmlinuz')}</kernel>
    <initrd>${own(initrd, 'initrd.img')}</initrd>
    <cmdline>${KERNEL_ARGUMENTS}</cmdline>
  </os>
  <features><acpi/></features>
  <devices>
    <controller type='virtio-serial' index='0'/>
    <controller type='usb' index='0' model='qemu-xhci'/>
    <serial type='pty'/>
    <console type='pty'/>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
  </devices>
</domain>
`;
  const created = await agent.virtcell(['create', agent.file(`${name}.xml`, xml)], { uid: UID });
  expect(created.stderr).toBe('');
  const ready = await agent.virtcell(['console', name, '--read-only', '--until', 'virtcell:~#'], { uid: UID });
  expect(ready.stdout).toContain('virtcell linux guest ready');
}

afterAll(async () => {
  await agent?.virtcell(['destroy', 'plug'], { uid: UID });
  await agent?.dispose();
  rmSync(NODE, { force: true });
});

const plug = async (verb: 'attach-device' | 'detach-device', xml: string): Promise<ChangedDevice> =>
  (await agent.json([verb, 'plug', agent.file('device.xml', xml)], { uid: UID })) as ChangedDevice;
const report = async (): Promise<DevReport> => (await agent.json(['dev', 'plug'], { uid: UID })) as DevReport;
const dumpxml = async (): Promise<string> => (await agent.virtcell(['dumpxml', 'plug'], { uid: UID })).stdout;
const inside = async (path: string): Promise<string> => {
  const [{ pid } = { pid: null }] = (await agent.json(['list'], { uid: UID })) as DomainEntry[];
  return `/proc/${pid}/root${path}`;
};
const asPlanned = async (): Promise<void> =>
  expect((await report()).nodes.filter(({ state }) => state !== 'as-planned')).toEqual([]);

describe('a random number generator', () => {
  const rng = (path: string): string => `<rng model='virtio'>\n  <backend model='random'>${path}</backend>\n</rng>`;

  it('brings its node, tells why it is there, and takes it along', async () => {
    const before = await dumpxml();
    expect(await plug('attach-device', rng(NODE))).toEqual({ alias: 'rng1', nodes: [{ kind: 'make', path: NODE }] });
    expect(lstatSync(await inside(NODE)).rdev).toBe(statSync(NODE).rdev);
    const node = (await report()).nodes.find(({ path }) => path === NODE);
    expect(node?.reasons).toEqual([
      { kind: 'element', element: '/domain/devices/rng[2]/backend', device: 'rng1', attached: true },
    ]);
    await asPlanned();
    expect(await dumpxml()).toMatch(new RegExp(`<backend model='random'>${NODE}</backend>[^]*<alias name='rng1'/>`));
    expect(await plug('detach-device', rng(NODE))).toEqual({ alias: 'rng1', nodes: [{ kind: 'remove', path: NODE }] });
    expect(existsSync(await inside(NODE))).toBe(false);
    expect(await dumpxml()).toBe(before);
    await asPlanned();
  });

  it('edge 10: that uses a default node leaves it there', async () => {
    expect(await plug('attach-device', rng('/dev/random'))).toEqual({ alias: 'rng1', nodes: [] });
    const held = (await report()).nodes.find(({ path }) => path === '/dev/random');
    expect(held?.reasons).toMatchObject([{ kind: 'default' }, { kind: 'element', device: 'rng1' }]);
    expect(await plug('detach-device', rng('/dev/random'))).toEqual({ alias: 'rng1', nodes: [] });
    expect(lstatSync(await inside('/dev/random')).isCharacterDevice()).toBe(true);
  });

  it('edge 10: the second of two that use one node takes it along, the first does not', async () => {
    await plug('attach-device', rng(NODE));
    expect(await plug('attach-device', rng(NODE))).toEqual({ alias: 'rng2', nodes: [] });
    const named = (alias: string): string => `<rng model='virtio'><alias name='${alias}'/></rng>`;
    expect(await plug('detach-device', named('rng1'))).toEqual({ alias: 'rng1', nodes: [] });
    expect(await plug('detach-device', named('rng2'))).toMatchObject({ nodes: [{ kind: 'remove', path: NODE }] });
  });

  it('edge 21: whose node the host lacks is refused by name, and nothing is left', async () => {
    const failed = await agent.virtcell(
      ['attach-device', 'plug', agent.file('device.xml', rng('/dev/virtcell-gone'))],
      {
        uid: UID,
      },
    );
    expect(failed.stderr).toContain('missing-device-node');
    expect(failed.stderr).toContain('device.xml:2');
    await asPlanned();
  });

  it('edge 9: that QEMU refuses takes back its own node and no other', async () => {
    const before = await report();
    // Only root may open it, and QEMU is not root.
    execFileSync('chmod', ['600', NODE]);
    const failed = await agent.virtcell(['attach-device', 'plug', agent.file('device.xml', rng(NODE))], { uid: UID });
    execFileSync('chmod', ['666', NODE]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('Permission denied');
    expect(existsSync(await inside(NODE))).toBe(false);
    expect(await report()).toEqual(before);
  });
});

describe('a disk', () => {
  const disk = (file: string, type = 'raw'): string =>
    `<disk type='file' device='disk'><driver name='qemu' type='${type}'/><source file='${file}'/><target dev='vdb' bus='virtio'/></disk>`;

  it('edge 31: outside /dev goes in as an open file, with all that is below it', async () => {
    const base = agent.file('base.img', Buffer.alloc(1 << 20, 'b'), UID, 0o600);
    const top = base.replace('base.img', 'top.qcow2');
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', base, '-F', 'raw', top]);
    execFileSync('chown', [`${UID}:${UID}`, top]);
    expect(await plug('attach-device', disk(top, 'qcow2'))).toEqual({ alias: 'virtio-disk1', nodes: [] });
    expect(await dumpxml()).toContain(`<alias name='virtio-disk1'/>`);
    expect(await plug('detach-device', `<disk type='file' device='disk'><target dev='vdb'/></disk>`)).toMatchObject({
      alias: 'virtio-disk1',
    });
    // Nothing of it is left: it can be plugged in again.
    expect(await plug('attach-device', disk(top, 'qcow2'))).toMatchObject({ alias: 'virtio-disk1' });
    expect(await plug('detach-device', disk(top, 'qcow2'))).toMatchObject({ alias: 'virtio-disk1' });
  });

  it('that its owner may not open is refused', async () => {
    const foreign = agent.file('foreign.img', Buffer.alloc(1 << 20), 0, 0o600);
    const failed = await agent.virtcell(['attach-device', 'plug', agent.file('device.xml', disk(foreign))], {
      uid: UID,
    });
    expect(failed.stderr).toContain('file-denied');
  });

  it('with a target that is taken is refused where it stands in the fragment', async () => {
    const twice = agent.file('twice.img', Buffer.alloc(1 << 20), UID, 0o600);
    await plug('attach-device', disk(twice));
    const failed = await agent.virtcell(['attach-device', 'plug', agent.file('device.xml', disk(twice))], { uid: UID });
    expect(failed.stderr).toContain('device.xml:1');
    expect(failed.stderr).toContain('vdb');
    await plug('detach-device', disk(twice));
  });
});

describe('others', () => {
  it('a channel and a console get their PTYs, and consoles that can be attached to', async () => {
    await plug('attach-device', `<channel type='pty'><target type='virtio' name='org.test.0'/></channel>`);
    await plug('attach-device', `<console type='pty'><target type='virtio'/></console>`);
    const [entry] = (await agent.json(['list'], { uid: UID })) as DomainEntry[];
    expect(entry?.consoles.map(({ alias }) => alias)).toEqual(['serial0', 'channel0', 'console1']);
    for (const { path } of entry?.consoles ?? []) expect(path).toMatch(/^\/dev\/pts\/\d+$/);
    const link = entry?.consoles.find(({ alias }) => alias === 'console1')?.link ?? '';
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    await plug('detach-device', `<console><alias name='console1'/></console>`);
    expect(lstatSync(link, { throwIfNoEntry: false })).toBeUndefined();
    await plug('detach-device', `<channel><alias name='channel0'/></channel>`);
    const [after] = (await agent.json(['list'], { uid: UID })) as DomainEntry[];
    expect(after?.consoles.map(({ alias }) => alias)).toEqual(['serial0']);
  });

  it('a console that cannot be written down is let go again, and can be had later', async () => {
    const before = await dumpxml();
    const [{ uuid } = { uuid: '' }] = (await agent.json(['list'], { uid: UID })) as DomainEntry[];
    // Where its link is to be: QEMU has the device by then.
    const inTheWay = `${agent.runDir}/domains/${UID}/${uuid}/console1`;
    mkdirSync(inTheWay);
    const client = AgentClient.open(await openWebSocket(agent.socket, '/rpc', messageSocket), 'test');
    const gone = new Promise<void>((resolve) => {
      client.onEvent((event) => event.kind === 'state' && event.reason === 'device detached' && resolve());
    });
    await client.request('subscribe', {});
    const console = `<console type='pty'><target type='virtio'/></console>`;
    const failed = await agent.virtcell(['attach-device', 'plug', agent.file('device.xml', console)], { uid: UID });
    expect(failed.code).toBe(1);
    await gone;
    client.close();
    expect(await dumpxml()).toBe(before);
    rmdirSync(inTheWay);
    expect(await plug('attach-device', console)).toMatchObject({ alias: 'console1' });
    await plug('detach-device', `<console><alias name='console1'/></console>`);
  });

  it.each(['usb-serial', 'pci-serial'])('a %s has a console as those that the machine was born with', async (type) => {
    const port = `<serial type='pty'><target type='${type}'/></serial>`;
    expect(await plug('attach-device', port)).toMatchObject({ alias: 'serial1' });
    const [entry] = (await agent.json(['list'], { uid: UID })) as DomainEntry[];
    expect(entry?.consoles.map(({ alias, path }) => [alias, path?.startsWith('/dev/pts/')])).toEqual([
      ['serial0', true],
      ['serial1', true],
    ]);
    expect(await plug('detach-device', `<serial><alias name='serial1'/></serial>`)).toMatchObject({ alias: 'serial1' });
  });

  it('a USB tablet goes in and out', async () => {
    const tablet = `<input type='tablet' bus='usb'/>`;
    expect(await plug('attach-device', tablet)).toMatchObject({ alias: 'input0' });
    expect(await plug('detach-device', tablet)).toMatchObject({ alias: 'input0' });
  });

  it('what QEMU does not take for an event device leaves nothing, and can be tried again', async () => {
    const before = [await report(), await dumpxml()];
    const evdev = agent.file('device.xml', `<input type='evdev'><source dev='${NODE}'/></input>`);
    for (const _ of [1, 2]) {
      const failed = await agent.virtcell(['attach-device', 'plug', evdev], { uid: UID });
      expect(failed.stderr).toContain(`${NODE}: is not an evdev device`);
      expect(failed.stderr).toContain('device.xml:1');
      expect(existsSync(await inside(NODE))).toBe(false);
      expect([await report(), await dumpxml()]).toEqual(before);
    }
  });

  it('what the machine cannot take while it runs is refused by name', async () => {
    const serial = agent.file('device.xml', `<serial type='pty'><target port='1'/></serial>`);
    const failed = await agent.virtcell(['attach-device', 'plug', serial], { uid: UID });
    expect(failed.stderr).toContain('not-hot-pluggable');
  });

  it('edge 25: what was attached is known to an agent that takes over, and can be detached', async () => {
    const rng = `<rng model='virtio'><backend model='random'>${NODE}</backend></rng>`;
    await plug('attach-device', rng);
    const [before, xml] = [await report(), await dumpxml()];
    await agent.signal('SIGKILL');
    await agent.start();
    expect(await dumpxml()).toBe(xml);
    expect(await report()).toEqual(before);
    expect(await plug('detach-device', rng)).toEqual({ alias: 'rng1', nodes: [{ kind: 'remove', path: NODE }] });
    await asPlanned();
  });
});

describe('while no agent runs', () => {
  it('what the guest lets go is cleared away by the next one', async () => {
    const before = [await report(), await dumpxml()];
    await plug('attach-device', `<rng model='virtio'><backend model='random'>${NODE}</backend></rng>`);
    const [{ uuid } = { uuid: '' }] = (await agent.json(['list'], { uid: UID })) as DomainEntry[];
    await agent.signal('SIGKILL');
    const monitor = await Monitor.connect(`${agent.runDir}/domains/${UID}/${uuid}/monitor.sock`, QEMU_PATIENCE_MS);
    const gone = new Promise<void>((resolve) => {
      monitor.onEvent(({ event, data }) => event === 'DEVICE_DELETED' && data.device === 'rng1' && resolve());
    });
    await monitor.execute('device_del', { id: 'rng1' });
    await gone;
    monitor.close();
    await agent.start();
    expect([await report(), await dumpxml()]).toEqual(before);
    expect(existsSync(await inside(NODE))).toBe(false);
  });
});

describe('on PCI Express', () => {
  const rng = `<rng model='virtio'><backend model='random'>${NODE}</backend></rng>`;

  it('a port takes one device, and when none is free that is said', async () => {
    await boot('express', 'q35');
    try {
      const plugIn = (): ReturnType<typeof agent.virtcell> =>
        agent.virtcell(['attach-device', 'express', agent.file('device.xml', rng)], { uid: UID });
      expect((await plugIn()).stderr).toBe('');
      const full = await plugIn();
      expect(full.stderr).toContain('no PCI Express port of the running machine is free');
      expect(full.stderr).toContain('pcie-root-port');
      const tablet = agent.file('tablet.xml', `<input type='tablet' bus='usb'/>`);
      expect((await agent.virtcell(['attach-device', 'express', tablet], { uid: UID })).stderr).toBe('');
      const out = await agent.virtcell(
        ['detach-device', 'express', agent.file('device.xml', `<rng><alias name='rng1'/></rng>`)],
        { uid: UID },
      );
      expect(out.stderr).toBe('');
      expect((await plugIn()).stderr).toBe('');
    } finally {
      await agent.virtcell(['destroy', 'express'], { uid: UID });
    }
  });
});
