import { chownSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lendKvm } from '../../scripts/prepare/libvirt.mjs';
import { AgentProcess } from '../agent/agentProcess.ts';
import { pidOf, requireLibvirt, virsh } from './libvirt.ts';
import { matrix, matrixXml } from './matrix.ts';
import { differences, isKnown } from './matrixDifferences.ts';
import { type MatrixHost, makeMatrixHost } from './matrixHost.ts';
import { type SeenDev, type SeenNode, seeDev } from './seenDev.ts';

/*
 * First all under libvirt, a few at a time since it waits a second and a half at each end, then all here: while a domain
 * runs libvirt changes owners on the host as well. All disks are only read, so that domains may share them.
 */

const CASES = matrix();

let agent: AgentProcess;
let host: MatrixHost;
let underLibvirt: readonly Promise<SeenDev>[];
const undo: (() => unknown)[] = [];

beforeAll(async () => {
  await requireLibvirt();
  undo.push(lendKvm(() => undefined));
  host = makeMatrixHost();
  undo.push(() => host.remove());
  agent = await AgentProcess.start();
  undo.push(() => agent.dispose());
  await virsh('domcapabilities', '--virttype', 'qemu');
  underLibvirt = inLanes(CASES.map((_, index) => () => libvirtsDev(nameOf(index), xmlOf(index))));
  await Promise.allSettled(underLibvirt);
  // What libvirt reached by a link from outside /dev it gave away on the host itself, and did not take back.
  for (const loop of host.loops) chownSync(loop, 0, 0);
}, 300_000);

afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

const nameOf = (index: number): string => `virtcell-matrix-${process.pid}-${index}`;
const xmlOf = (index: number): string => matrixXml(nameOf(index), CASES[index]?.devices(host) ?? '');

const LANES = 6;

/** Begins each piece of work when one of those before it has ended. */
function inLanes<T>(works: readonly (() => Promise<T>)[]): Promise<T>[] {
  const begun: Promise<T>[] = [];
  for (const [index, work] of works.entries()) {
    const before = begun[index - LANES] ?? Promise.resolve();
    const result = before.then(work, work);
    // Whoever asks for it later is told.
    result.catch(() => undefined);
    begun.push(result);
  }
  return begun;
}

async function libvirtsDev(name: string, xml: string): Promise<SeenDev> {
  await virsh('create', agent.file(`${name}.libvirt.xml`, xml));
  try {
    return seeDev(pidOf(name));
  } finally {
    await virsh('destroy', name);
  }
}

async function virtcellsDev(name: string, xml: string): Promise<SeenDev> {
  const started = (await agent.json(['create', agent.file(`${name}.xml`, xml)])) as { pid: number };
  try {
    return seeDev(started.pid);
  } finally {
    await agent.virtcell(['destroy', name]);
  }
}

const copies = ({ nodes }: SeenDev): [string, SeenNode][] =>
  [...nodes].filter(([, { what }]) => / special file /.test(what));

test('the host has what is hard to copy: an ACL, an odd owner and an odd mode', () => {
  const onHost = seeDev(process.pid).nodes;
  expect(onHost.get(`${host.dev}/listed`)?.acl).toContain('user:1234:rw-');
  expect(onHost.get(`${host.dev}/odd`)).toMatchObject({ owner: '1234:4321', mode: '604' });
});

test('the matrix has at least 40 domains', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(40);
});

describe('the private /dev is libvirt’s, node by node and mount by mount, with', () => {
  test.each(CASES.map(({ name }, index) => ({ name, index })))('$name', async ({ index }) => {
    const libvirt = await underLibvirt[index];
    const virtcell = await virtcellsDev(nameOf(index), xmlOf(index));
    const onHost = new Map(copies(seeDev(process.pid)));
    expect(libvirt && differences(libvirt, virtcell).filter((difference) => !isKnown(difference, host))).toEqual([]);
    // Owner, mode and ACL of a copy are the host's, also where libvirt gives its own to another.
    for (const [path, copy] of copies(virtcell)) expect([path, copy]).toEqual([path, onHost.get(path)]);
    expect([...virtcell.nodes.keys()]).toEqual(expect.arrayContaining(['/dev/null', '/dev/ptmx']));
    expect([...virtcell.mounts.keys()]).toEqual(
      expect.arrayContaining(['/dev', '/dev/pts', `${host.dev}/mounted`, `${host.dev}/mounted-file`]),
    );
  });
});
