import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'vitest';
import { watchSocket } from '../../../extension/link/watchSocket.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'virtcell-watch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Resolves with the first change after the watch began. */
function watched(path: string): { changed: () => Promise<void>; dispose: () => void } {
  let wake = (): void => {};
  const watch = watchSocket(path, () => wake());
  const changed = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  return { changed, dispose: () => watch.dispose() };
}

test('a file that appears at the path is told', async () => {
  const { changed, dispose } = watched(join(folder, 'agent.sock'));
  const told = changed();
  writeFileSync(join(folder, 'agent.sock'), '');
  await told;
  dispose();
});

test('a socket that lets in others than before is told', async () => {
  const path = join(folder, 'agent.sock');
  writeFileSync(path, '', { mode: 0o600 });
  const { changed, dispose } = watched(path);
  const told = changed();
  chmodSync(path, 0o660);
  await told;
  dispose();
});

test('folders that are not there yet are followed down', async () => {
  const { changed, dispose } = watched(join(folder, 'run/virtcell/agent.sock'));
  let told = changed();
  mkdirSync(join(folder, 'run'));
  await told;
  told = changed();
  mkdirSync(join(folder, 'run/virtcell'));
  await told;
  told = changed();
  writeFileSync(join(folder, 'run/virtcell/agent.sock'), '');
  await told;
  dispose();
});

test('a whole tree that appears at once is told', async () => {
  mkdirSync(join(folder, 'elsewhere/virtcell'), { recursive: true });
  writeFileSync(join(folder, 'elsewhere/virtcell/agent.sock'), '');
  const { changed, dispose } = watched(join(folder, 'run/virtcell/agent.sock'));
  const told = changed();
  renameSync(join(folder, 'elsewhere'), join(folder, 'run'));
  await told;
  dispose();
});

test('a folder that is taken away and made again is followed', async () => {
  const run = join(folder, 'run');
  mkdirSync(run);
  const { changed, dispose } = watched(join(run, 'agent.sock'));
  let told = changed();
  rmSync(run, { recursive: true });
  await told;
  told = changed();
  mkdirSync(run);
  await told;
  told = changed();
  writeFileSync(join(run, 'agent.sock'), '');
  await told;
  dispose();
});
