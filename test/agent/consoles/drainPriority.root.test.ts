import { constants, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { PtyRecord } from '../../../agent/consoles/drainMessages.ts';
import { DrainThreads } from '../../../agent/consoles/drainThreads.ts';
import { bundleDrainWorker } from './drainWorkerBundle.ts';
import { PtyMaster } from './ptyPair.ts';

/** How many threads of this process have this niceness: field 19 of proc_pid_stat(5). */
function threadsOfNiceness(nice: number): number {
  return readdirSync('/proc/self/task').filter((tid) => {
    const stat = readFileSync(`/proc/self/task/${tid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]) === nice;
  }).length;
}

it('goes first for a PTY whose QEMU would log twice, and takes turns where QEMU just waits', async () => {
  const worker = await bundleDrainWorker();
  const threads = new DrainThreads(worker.path, (message, error) => {
    throw new Error(message, { cause: error });
  });
  const folder = mkdtempSync(join(tmpdir(), 'virtcell-priority-'));
  const masters: PtyMaster[] = [];
  const hold = async (record: PtyRecord): Promise<void> => {
    const master = new PtyMaster();
    masters.push(master);
    const fd = openSync(master.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    await new Promise<void>((resolve) => {
      threads.hold(fd, record, (event) => event === 'touched' && resolve());
    });
  };
  await hold({ kind: 'journal', fd: openSync(join(folder, 'journal'), 'a') });
  expect(threadsOfNiceness(-10)).toBe(0);
  await hold({ kind: 'log', fd: openSync('/dev/null', 'r'), end: 0 });
  await hold({ kind: 'log', fd: openSync('/dev/null', 'r'), end: 0 });
  expect(threadsOfNiceness(-10)).toBe(1);
  await threads.stop();
  for (const master of masters) master.close();
  worker.remove();
  rmSync(folder, { recursive: true });
});
