import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import type { DevReport } from '../../../../protocol/methods.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { bootSectorDomain, paddedBootSector } from '../../testDomains.ts';

/* Hardware that any host has, through a whole start: private /dev, Landlock, QEMU. */

let agent: AgentProcess;
afterEach(() => agent.dispose());

const UID = 1000;

it('row: qcow2 data file: QEMU has the one beside the image, and it is the disk', async () => {
  agent = await AgentProcess.start({ sudoUid: UID });
  const raw = agent.file('disk.img', paddedBootSector());
  const image = agent.file('top.qcow2', '', UID);
  const data = agent.file('top.raw', '', UID);
  const format = ['-f', 'raw', '-O', 'qcow2', '-o', 'data_file=top.raw'];
  execFileSync('qemu-img', ['convert', ...format, raw, 'top.qcow2'], { cwd: `${agent.folder}/files` });
  expect([image, data].map((path) => statSync(path).uid)).toEqual([UID, UID]);
  const xml = bootSectorDomain(agent, { name: 'beside', disk: image }).replace("type='raw'", "type='qcow2'");
  expect((await agent.virtcell(['create', agent.file('beside.xml', xml)], { uid: UID })).stderr).toBe('');
  const console = await agent.virtcell(['console', 'beside', '--until', 'read'], { uid: UID, input: 'read' });
  expect(console.code).toBe(0);
  await agent.virtcell(['destroy', 'beside'], { uid: UID });

  const plain = agent.file('plain.xml', bootSectorDomain(agent, { name: 'plain' }, UID));
  expect((await agent.virtcell(['create', plain], { uid: UID })).stderr).toBe('');
  const plugged = `<disk><driver type='qcow2'/><source file='${image}'/><target dev='vdb' bus='virtio'/></disk>`;
  const attached = await agent.virtcell(['attach-device', 'plain', agent.file('disk.xml', plugged)], { uid: UID });
  expect([attached.code, attached.stderr]).toEqual([0, '']);
});

it('row: memory nvdimm: a file is opened as the caller, and none is made', async () => {
  agent = await AgentProcess.start({ sudoUid: UID });
  const memory = agent.file('pmem', '', UID);
  const disk = agent.file('disk.img', paddedBootSector(), UID);
  const withNvdimm = (name: string, path: string) =>
    bootSectorDomain(agent, { name, disk })
      .replace(
        /<memory[^>]*>[^<]*<\/memory>/,
        "<maxMemory slots='1' unit='GiB'>1</maxMemory><memory unit='MiB'>48</memory>",
      )
      .replace(
        '</devices>',
        `<memory model='nvdimm'><source><path>${path}</path></source><target><size unit='MiB'>16</size></target></memory></devices>`,
      );
  const file = agent.file('nvdimm.xml', withNvdimm('nvdimm', memory));
  expect((await agent.virtcell(['create', file], { uid: UID })).stderr).toBe('');
  expect(statSync(memory).size).toBe(16 << 20);
  const gone = await agent.virtcell(['create', agent.file('gone.xml', withNvdimm('gone', `${memory}-gone`))], {
    uid: UID,
  });
  expect([gone.code, gone.stderr]).toEqual([1, expect.stringContaining('/domain/devices/memory/source')]);
  expect(existsSync(`${memory}-gone`)).toBe(false);
});

it('row: hostdev: what the host has not is said with the element, and what may be missing is left out', async () => {
  agent = await AgentProcess.start({ sudoUid: UID });
  const disk = agent.file('disk.img', paddedBootSector(), UID);
  const withDevice = (name: string, device: string) =>
    agent.file(`${name}.xml`, bootSectorDomain(agent, { name, disk }).replace('</devices>', `${device}</devices>`));
  const pci = "<hostdev type='pci'><source><address domain='0xfff0' bus='1' slot='0'/></source></hostdev>";
  const refused = await agent.virtcell(['create', withDevice('pci', pci)], { uid: UID });
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('fff0:01:00.0')]);
  const usb =
    "<hostdev type='usb'><source startupPolicy='optional'><address bus='999' device='999'/></source></hostdev>";
  expect((await agent.virtcell(['create', withDevice('usb', usb)], { uid: UID })).stderr).toBe('');
  const { nodes } = (await agent.json(['dev', 'usb'])) as DevReport;
  expect(nodes.filter(({ path }) => path.startsWith('/dev/bus'))).toEqual([]);
});
