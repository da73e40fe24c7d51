import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { imageHeader } from '../../../extension/disks/imageHeader.ts';
import { createArguments, qemuImg, resizeArguments } from '../../../extension/disks/qemuImg.ts';
import { makeFiles } from '../../../extension/newVm/makeFiles.ts';
import { type Origin, planNewVm } from '../../../extension/newVm/newVm.ts';
import { BANNER } from '../../../scripts/guest/bootSector.mjs';
import { AgentProcess } from '../../agent/agentProcess.ts';
import { ConsoleClient } from '../../agent/consoles/consoleClient.ts';
import { paddedBootSector } from '../../agent/testDomains.ts';
import { english } from '../l10n.ts';
import { newVm } from './newVms.ts';

let agent: AgentProcess;
beforeEach(async () => {
  agent = await AgentProcess.start();
});
afterEach(() => agent.dispose());

const run = (args: readonly string[]): Promise<void> => qemuImg(args, english, new AbortController().signal);
const SMALL = { cpus: 1, memoryMiB: 64, diskGiB: 1 };

/** Made as the editor makes it. */
async function make(kind: 'iso' | 'cloud', origin: Origin): Promise<void> {
  const folder = join(agent.folder, 'files');
  const plan = planNewVm(newVm(kind, { name: 'vm', folder, size: SMALL, hasKvm: false, origin }));
  await makeFiles(plan, run);
  await agent.json(['define', plan.xmlPath]);
}

/** Over a disk that greets on the serial port; resolves when it has. */
async function startCloud(image: string): Promise<void> {
  await make('cloud', { kind: 'cloud', image, ...(await imageHeader(image)) });
  await agent.json(['start', 'vm']);
  let said = '';
  const client = await ConsoleClient.attach({ socket: agent.socket, name: 'vm', mode: 'read', from: 0 }, (bytes) => {
    said += bytes.toString('latin1');
  });
  await client.until(() => said.includes(BANNER));
  await client.detach();
}

test('a machine over a cloud image boots that image and leaves it as it is', async () => {
  const image = agent.file('cloud.raw', paddedBootSector());
  await startCloud(image);
  const disk = join(agent.folder, 'files/vm.qcow2');
  const told = JSON.parse(execFileSync('qemu-img', ['info', '-U', '--output=json', disk], { encoding: 'utf8' }));
  expect(told).toMatchObject({ format: 'qcow2', 'virtual-size': 2 ** 30, 'backing-filename': image });
  expect(readFileSync(image).equals(paddedBootSector())).toBe(true);
});

test('a machine with an installer’s image starts, its disk empty and its screen at no address', async () => {
  await make('iso', { kind: 'iso', image: agent.file('installer.iso', new Uint8Array(1 << 20)) });
  expect(await agent.json(['start', 'vm'])).toMatchObject({ state: 'running' });
});

test('a disk is made larger, but not one that a machine has', async () => {
  const path = join(agent.folder, 'files/d.qcow2');
  await run(createArguments({ path, bytes: 2 ** 30 }));
  expect(await imageHeader(path)).toEqual({ format: 'qcow2', bytes: 2 ** 30 });
  await run(resizeArguments(path, 'qcow2', 2 ** 31));
  expect(await imageHeader(path)).toEqual({ format: 'qcow2', bytes: 2 ** 31 });

  await startCloud(agent.file('cloud.raw', paddedBootSector()));
  const used = join(agent.folder, 'files/vm.qcow2');
  await expect(run(resizeArguments(used, 'qcow2', 2 ** 32))).rejects.toMatchObject({ code: 'disk-image' });
});
