import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DrainThreads } from '../../../agent/consoles/drainThreads.ts';
import { BANNER, BURST_KEY, BURST_LINES } from '../../../scripts/guest/bootSector.mjs';
import { AgentProcess } from '../agentProcess.ts';
import { mountSmallDisk } from '../smallDisk.ts';
import { bootSectorDomain } from '../testDomains.ts';
import { ConsoleBench } from './consoleBench.ts';
import { ConsoleClient } from './consoleClient.ts';
import { bundleDrainWorker } from './drainWorkerBundle.ts';
import { RecordingViewer } from './recordingViewer.ts';

const BURST_BYTES = 6 * BURST_LINES;

let disk: string;
beforeEach(() => {
  disk = mkdtempSync('/run/virtcell-small-');
  mountSmallDisk(disk, '256k');
});
afterEach(() => {
  execFileSync('umount', [disk]);
  rmSync(disk, { recursive: true });
});

/** Takes all the room that is left. Returns what gives it back. */
function fill(): () => void {
  const path = join(disk, 'filler');
  try {
    writeFileSync(path, Buffer.alloc(1 << 20));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
  return () => rmSync(path);
}

it('a log on a full disk: the domain lives, who is attached is told and sees what comes when there is room again', async () => {
  const agent = await AgentProcess.start({ stateDir: disk, config: { limits: { consoleLogBytes: 64 << 10 } } });
  try {
    await agent.json(['create', agent.file('vm.xml', bootSectorDomain(agent, { name: 'vm' }))]);
    const place = { socket: agent.socket, name: 'vm', mode: 'write' } as const;
    let text = '';
    const client = await ConsoleClient.attach(place, (bytes) => {
      text += bytes.toString('latin1');
    });
    await client.until(() => text === BANNER);
    const makeRoom = fill();
    client.type(Uint8Array.of(BURST_KEY));
    // As somebody would who does not see what he types: what comes a second later tells that the burst is not logged.
    const typing = setInterval(() => client.type('?'), 100);
    await client.until(() => client.said('unrecorded').length > 0);
    clearInterval(typing);
    expect(client.said('unrecorded')).toMatchObject([{ reason: 'QEMU could not write to its log' }]);
    const late = await ConsoleClient.attach({ ...place, mode: 'read' });
    await late.until(() => late.said('caught-up').length > 0);
    expect(late.said('unrecorded')).toMatchObject([{ reason: 'the disk is full' }]);
    expect(agent.errors).toContain('output of console serial0 is not recorded');
    makeRoom();
    const { length } = text;
    // It has not stopped: once the burst is through it answers, and what it says is shown.
    client.type('still here');
    await client.until(() => text.length > length && text.endsWith('still here'));
    expect(await agent.json(['list'])).toMatchObject([{ name: 'vm', state: 'running' }]);
    await client.detach();
  } finally {
    await agent.dispose();
  }
});

it('a journal on a full disk: who is attached is told, the guest waits, and it goes on when there is room', async () => {
  const worker = await bundleDrainWorker();
  const thread = new DrainThreads(worker.path, (message, error) => {
    throw new Error(message, { cause: error });
  });
  const bench = new ConsoleBench(thread);
  const journal = join(disk, 'channel0.log');
  writeFileSync(journal, '');
  const channel = bench.another({ alias: 'channel0', record: 'journal', logPath: journal });
  const viewer = new RecordingViewer();
  const attachment = channel.attach(viewer, 'write');
  await bench.master.writeAll(Buffer.from('before '));
  await viewer.until(() => viewer.text === 'before ');
  const makeRoom = fill();
  // A block of the journal is begun already: what fits in there is still kept.
  // More than the PTY holds: the rest is taken when it is opened again.
  const burst = bench.master.writeAll(Buffer.alloc(BURST_BYTES, 'x'));
  await viewer.untilSaid('unrecorded');
  expect(viewer.said('unrecorded')).toMatchObject([{ reason: 'the journal cannot be written (ENOSPC)' }]);
  bench.master.waitClosed();
  makeRoom();
  await attachment.write(Buffer.from('go on'));
  await burst;
  await bench.master.writeAll(Buffer.from('after'));
  await viewer.until(() => viewer.text.endsWith('after'));
  expect(bench.logged.splice(0)).toEqual(['output of console channel0 is not recorded']);
  await channel.end('over');
  await bench.close();
  await thread.stop();
  worker.remove();
});
