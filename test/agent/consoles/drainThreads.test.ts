import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, openSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DrainThreads } from '../../../agent/consoles/drainThreads.ts';
import { bundle, bundleDrainWorker } from './drainWorkerBundle.ts';
import { PtyMaster } from './ptyPair.ts';

/** Holds a PTY and ends as soon as the thread sleeps with it in its hands. */
const holder = (ending: string) => `
  import { constants, openSync } from 'node:fs';
  import { DrainThreads } from './agent/consoles/drainThreads.ts';
  const thread = new DrainThreads(process.argv[2], (message, error) => console.error(message, error));
  const stay = setInterval(() => undefined, 1 << 30);
  const fd = openSync(process.argv[3], constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  thread.hold(fd, { kind: 'log', fd: openSync('/dev/null', 'r'), end: 0 }, () => { ${ending} });
`;

it.each([
  ['exits', 'process.exit(7)', 7],
  ['fails', 'throw new RangeError("on purpose")', 1],
  ['has nothing more to do', 'clearInterval(stay)', 0],
])('does not keep a process that %s', async (_, ending, code) => {
  const [worker, program] = await Promise.all([bundleDrainWorker(), bundle(holder(ending))]);
  const master = new PtyMaster();
  const child = spawn(process.execPath, [program.path, worker.path, master.path], { stdio: 'ignore' });
  const [exitCode] = await once(child, 'exit');
  expect(exitCode).toBe(code);
  master.close();
  for (const each of [worker, program]) each.remove();
});

it('tells of a full PTY also when it is let go at once', async () => {
  const worker = await bundleDrainWorker();
  const thread = new DrainThreads(worker.path, (message, error) => {
    throw new Error(message, { cause: error });
  });
  const master = new PtyMaster();
  const fd = openSync(master.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  while (master.writeSome(Buffer.alloc(256)) > 0);
  await new Promise<void>((resolve) => {
    const held = thread.hold(fd, { kind: 'log', fd: openSync('/dev/null', 'r'), end: 0 }, (event) => {
      if (event === 'overfull') resolve();
    });
    held.drain(true);
    held.release();
  });
  await thread.stop();
  master.waitClosed();
  master.close();
  worker.remove();
});
