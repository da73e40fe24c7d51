import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { lendKvm } from '../../scripts/prepare/libvirt.mjs';
import { AgentProcess } from '../agent/agentProcess.ts';
import { type HostDisks, type ParityDomain, parityDomains } from './domains.ts';
import { differences, knownDifferences } from './knownDifferences.ts';
import { pidOf, ptysOf, requireLibvirt, virsh } from './libvirt.ts';
import { seeDev, seePty } from './seenDev.ts';

/* One after the other, not at once: both open the disks for writing, and the numbers of the same devices must agree. */

const DOMAINS = ['serial', 'disk-and-rng', 'linked-disks'] as const;

let agent: AgentProcess;
let domains: readonly ParityDomain[];
const undo: (() => unknown)[] = [];

beforeAll(async () => {
  await requireLibvirt();
  undo.push(lendKvm(() => undefined));
  domains = parityDomains(makeHostDisks());
  agent = await AgentProcess.start();
  undo.push(() => agent.dispose());
  // What libvirt must learn of QEMU, once on a machine, is learnt outside the tests' time.
  await virsh('domcapabilities', '--virttype', 'qemu');
}, 120_000);

afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

function makeHostDisks(): HostDisks {
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-parity-'));
  undo.push(() => rmSync(folder, { recursive: true }));
  const [first, second] = [loopDevice(join(folder, 'first')), loopDevice(join(folder, 'second'))];
  const links = mkdtempSync('/dev/virtcell-parity-');
  undo.push(() => rmSync(links, { recursive: true }));
  symlinkSync(`../${basename(second)}`, join(links, 'second'));
  return { first, second, linkToSecond: join(links, 'second') };
}

function loopDevice(file: string): string {
  writeFileSync(file, '');
  truncateSync(file, 1 << 20);
  const path = execFileSync('losetup', ['--find', '--show', file], { encoding: 'utf8' }).trim();
  undo.push(() => execFileSync('losetup', ['--detach', path]));
  return path;
}

/** What a domain's processes and files showed while it ran. */
async function underLibvirt({ name, xml }: ParityDomain) {
  const file = agent.file(`${name}.libvirt.xml`, xml);
  await virsh('create', file);
  let running = true;
  onTestFinished(async () => {
    if (running) await virsh('destroy', name);
  });
  const pid = pidOf(name);
  const [dev, ptys] = [seeDev(pid), await ptysOf(name)];
  const seen = { dev, ttyconsole: await virsh('ttyconsole', name), ptys, properties: ptys.map((p) => seePty(pid, p)) };
  await virsh('destroy', name);
  running = false;
  return seen;
}

async function underVirtcell({ name, xml }: ParityDomain) {
  const file = agent.file(`${name}.xml`, xml);
  const started = (await agent.json(['create', file])) as { pid: number; consoles: { path: string }[] };
  onTestFinished(async () => void (await agent.virtcell(['destroy', name])));
  const [dev, ptys] = [seeDev(started.pid), started.consoles.map(({ path }) => path)];
  const { stdout } = await agent.virtcell(['ttyconsole', name]);
  const seen = { dev, ttyconsole: stdout.trim(), ptys, properties: ptys.map((path) => seePty(started.pid, path)) };
  await agent.virtcell(['destroy', name]);
  return seen;
}

describe.each(DOMAINS.map((name, index) => ({ name, index })))('$name', ({ index }) => {
  test('has the private /dev, the preserved mounts and the PTYs that libvirt gives it', async () => {
    const domain = domains[index] as ParityDomain;
    const libvirt = await underLibvirt(domain);
    const virtcell = await underVirtcell(domain);

    const known = knownDifferences(domain);
    const unknown = differences(libvirt.dev, virtcell.dev).filter((text) => !known.some((each) => each.test(text)));
    expect(unknown).toEqual([]);
    // Two empty folders would agree as well.
    expect([...virtcell.dev.nodes.keys()]).toEqual(expect.arrayContaining(['/dev/null', '/dev/ptmx', ...domain.disks]));
    expect([...virtcell.dev.mounts.keys()]).toEqual(expect.arrayContaining(['/dev', '/dev/pts']));

    for (const peer of [libvirt, virtcell]) {
      expect(peer.ptys).toHaveLength(domain.serials);
      expect(peer.ttyconsole).toBe(peer.ptys[0]);
    }
    expect(virtcell.properties).toEqual(libvirt.properties);
    expect(new Set(virtcell.properties.flatMap((pty) => Object.values(pty)))).toEqual(new Set([true]));
  }, 60_000);
});
