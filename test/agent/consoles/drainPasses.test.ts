import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { setEnvironmentData } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { PtyRecord } from '../../../agent/consoles/drainMessages.ts';
import { type DrainListener, DrainThreads, type HeldPty } from '../../../agent/consoles/drainThreads.ts';
import { type Bundle, bundle } from './drainWorkerBundle.ts';
import { PtyMaster } from './ptyPair.ts';

/*
 * How often the thread wakes: poll(2) answers HUP without being asked for, so that a PTY whose other side is closed, and
 * that is asked nevertheless, would keep it busy for ever.
 */

const POLLS = 'polls of the drain worker';
const CALL = 'while (pollCall(';

/** Each poll(2) of the worker is counted in memory that is shared. */
const countingWorker = (): Promise<Bundle> =>
  bundle(`import './agent/consoles/drainWorker.ts';`, [
    {
      name: 'count polls',
      setup: ({ onLoad }) =>
        onLoad({ filter: /agent\/linux\/poll\.ts$/ }, ({ path }) => {
          const source = readFileSync(path, 'utf8');
          if (!source.includes(CALL)) throw new Error('poll(2) is called otherwise now');
          const counting = source.replace(CALL, `getEnvironmentData('${POLLS}')[0]++;\n  ${CALL}`);
          return { contents: `import { getEnvironmentData } from 'node:worker_threads';\n${counting}`, loader: 'ts' };
        }),
    },
  ]);

const ROUNDS = 50;

let worker: Bundle;
let thread: DrainThreads;
let polls: Uint32Array;
let open: PtyMaster[];
beforeAll(async () => {
  worker = await countingWorker();
});
afterAll(() => worker.remove());
beforeEach(() => {
  thread = new DrainThreads(worker.path, (message, error) => {
    throw new Error(message, { cause: error });
  });
  polls = new Uint32Array(new SharedArrayBuffer(4));
  setEnvironmentData(POLLS, polls);
  open = [];
});
afterEach(async () => {
  await thread.stop();
  setEnvironmentData(POLLS, undefined);
  for (const master of open) master.close();
});

function newMaster(): PtyMaster {
  const master = new PtyMaster();
  open.push(master);
  return master;
}

const openSlave = (master: PtyMaster): number =>
  openSync(master.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);

const log = (): PtyRecord => ({ kind: 'log', fd: openSync('/dev/null', 'r'), end: 0 });
const journal = (): PtyRecord => ({ kind: 'journal', fd: openSync('/dev/full', 'w') });

/** Holds a descriptor; resolves once that event is told of it. */
function hold(fd: number, record: PtyRecord | undefined, event: Parameters<DrainListener>[0]) {
  let pty: HeldPty | undefined;
  const happened = new Promise<void>((resolve) => {
    pty = thread.hold(fd, record, (told) => told === event && resolve());
  });
  if (!pty) throw new Error('not held');
  return { pty, happened };
}

/** How often the thread wakes while it is asked something so many times, and answers. */
async function pollsMeanwhile(): Promise<number> {
  const fd = openSlave(newMaster());
  let answered = (): void => undefined;
  const other = thread.hold(fd, undefined, (event) => event === 'writable' && answered());
  const [before = 0] = polls;
  for (let round = 0; round < ROUNDS; round++) {
    await new Promise<void>((resolve) => {
      answered = resolve;
      other.awaitWritable();
    });
  }
  return (polls[0] ?? 0) - before;
}

/** Twice a round: the order, and the answer. A few for what was under way. */
const FEW = 2 * ROUNDS + 20;

it.each([
  ['drained', log(), true],
  ['that an outside program has', log(), false],
  ['without a record', undefined, false],
] as const)('a PTY %s whose QEMU closed it is asked no more', async (_, record, on) => {
  const master = newMaster();
  const { pty, happened } = hold(openSlave(master), record, 'hung-up');
  pty.drain(on);
  master.writeSome(Buffer.from('last words'));
  master.close();
  await happened;
  pty.awaitWritable();
  pty.drain(true);
  expect(await pollsMeanwhile()).toBeLessThan(FEW);
});

it('a PTY that was closed before it is held is asked once', async () => {
  const master = newMaster();
  const fd = openSlave(master);
  master.close();
  const { pty, happened } = hold(fd, log(), 'hung-up');
  pty.drain(true);
  await happened;
  expect(await pollsMeanwhile()).toBeLessThan(FEW);
});

it('a shell’s terminal that no process has open is asked no more', async () => {
  const master = new PtyMaster();
  const slave = openSlave(master);
  // The master is the thread's to close.
  const { happened } = hold(master.fd, undefined, 'hung-up');
  closeSync(slave);
  await happened;
  expect(await pollsMeanwhile()).toBeLessThan(FEW);
});

it('a PTY whose journal is full, and whose guest prints on, is not read in circles', async () => {
  const master = newMaster();
  const { pty, happened } = hold(openSlave(master), journal(), 'unrecorded');
  pty.drain(true);
  master.writeSome(Buffer.alloc(1 << 20));
  await happened;
  pty.drain(true);
  while (master.writeSome(Buffer.alloc(4096)) > 0);
  expect(await pollsMeanwhile()).toBeLessThan(FEW);
});

it('guests that are quiet cost nothing', async () => {
  for (let each = 0; each < 8; each++) {
    const master = newMaster();
    const { pty, happened } = hold(openSlave(master), log(), 'touched');
    pty.drain(true);
    await happened;
    master.writeSome(Buffer.from('login: '));
  }
  await pollsMeanwhile();
  expect(await pollsMeanwhile()).toBeLessThan(FEW);
});

it('a program that opens a PTY without end does not keep the thread busy, and its last closing is told', async () => {
  const master = newMaster();
  let touched = 0;
  let looked = (): void => undefined;
  const fd = openSlave(master);
  thread.hold(fd, log(), (event) => {
    if (event !== 'touched') return;
    touched++;
    looked();
  });
  await new Promise<void>((resolve) => {
    looked = resolve;
  });
  const [before = 0] = polls;
  const opened = 5000;
  // Another thread than this one would be as busy: what counts is that the drain thread may run meanwhile.
  for (let count = 0; count < opened; count++) {
    closeSync(openSlave(master));
    if (count % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const seen = touched;
  closeSync(openSlave(master));
  await new Promise<void>((resolve) => {
    looked = () => touched > seen && resolve();
    looked();
  });
  expect((polls[0] ?? 0) - before).toBeLessThan(opened / 10);
});
