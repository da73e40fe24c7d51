import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DevReport } from '../../../../protocol/methods.ts';
import { AgentProcess } from '../../agentProcess.ts';
import { bootSectorDomain } from '../../testDomains.ts';

/* Rows of the table of nodes that need no hardware, with a real QEMU: it opens each by its name, confined, as its user. */

const UID = 1000;
const FOLDER = `/dev/virtcell-small-${process.pid}`;

let agent: AgentProcess;
let daemon: Server;
beforeAll(async () => {
  agent = await AgentProcess.start({ sudoUid: UID });
  mkdirSync(FOLDER);
  for (const name of ['one', 'two.in', 'two.out']) execFileSync('mkfifo', ['-m', '666', `${FOLDER}/${name}`]);
  execFileSync('mknod', ['-m', '666', `${FOLDER}/null`, 'c', '1', '3']);
  daemon = createServer();
  await new Promise<void>((resolve) => daemon.listen(`${FOLDER}/egd`, resolve));
  chownSync(`${FOLDER}/egd`, UID, UID);
});
afterAll(async () => {
  await agent?.dispose();
  daemon?.close();
  rmSync(FOLDER, { recursive: true, force: true });
});

async function devOf(name: string, xml: string): Promise<DevReport> {
  const created = await agent.virtcell(['create', agent.file(`${name}.xml`, xml)], { uid: UID });
  expect(created.stderr).toBe('');
  const report = (await agent.json(['dev', name], { uid: UID })) as DevReport;
  expect((await agent.virtcell(['destroy', name], { uid: UID })).code).toBe(0);
  return report;
}

describe('QEMU runs with', () => {
  it.each([
    [
      'row: a channel on one FIFO',
      `<channel type='pipe'><source path='${FOLDER}/one'/><target type='virtio' name='a'/></channel>`,
      ['one'],
    ],
    [
      'row: a channel on two FIFOs',
      `<channel type='pipe'><source path='${FOLDER}/two'/><target type='virtio' name='a'/></channel>`,
      ['two.in', 'two.out'],
    ],
    ['row: a parallel port on a device', `<parallel type='file'><source path='${FOLDER}/null'/></parallel>`, ['null']],
    [
      'row: a smart card that a program plays',
      `<smartcard mode='passthrough' type='unix'><source mode='connect' path='${FOLDER}/egd'/></smartcard>`,
      ['egd'],
    ],
    [
      'row: a USB device that is handed over',
      `<redirdev bus='usb' type='unix'><source mode='connect' path='${FOLDER}/egd'/></redirdev>`,
      ['egd'],
    ],
    ['row: a sound card and silence', `<sound model='ich6'/><audio id='1' type='none'/>`, []],
    ['row: the other sound card', `<sound model='ac97'/>`, []],
    [
      'row: a daemon that gathers randomness',
      `<rng model='virtio'><backend model='egd' type='unix'><source mode='connect' path='${FOLDER}/egd'/></backend></rng>`,
      ['egd'],
    ],
  ])('%s', async (_, devices, names) => {
    const report = await devOf('small', bootSectorDomain(agent, { name: 'small', devices }, UID));
    const own = report.nodes.filter(({ path }) => path.startsWith(`${FOLDER}/`));
    expect(own.map(({ path, state }) => [path, state])).toEqual(
      names.map((name) => [`${FOLDER}/${name}`, 'as-planned']),
    );
  });

  it('row: memory in a file without a name', async () => {
    const backing = `<memoryBacking><source type='memfd'/><access mode='shared'/><nosharepages/></memoryBacking><vcpu>`;
    const { nodes } = await devOf('memfd', bootSectorDomain(agent, { name: 'memfd' }, UID).replace('<vcpu>', backing));
    expect(nodes.filter(({ state }) => state !== 'as-planned')).toEqual([]);
  });

  it('row: firmware in a flash, with variables of its own', async () => {
    const code = agent.file('code.fd', Buffer.alloc(64 << 10, 0xf4), UID, 0o400);
    const vars = agent.file('vars.fd', Buffer.alloc(64 << 10), UID, 0o600);
    const flash = `<loader readonly='yes' type='pflash'>${code}</loader><nvram>${vars}</nvram></os>`;
    const { nodes } = await devOf('flash', bootSectorDomain(agent, { name: 'flash' }, UID).replace('</os>', flash));
    expect(nodes.filter(({ state }) => state !== 'as-planned')).toEqual([]);
  });
});
