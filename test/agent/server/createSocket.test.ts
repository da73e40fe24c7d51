import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSocket } from '../../../agent/server/createSocket.ts';
import { startServer, temporaryFolder } from './testServer.ts';

function server(): Server {
  const created = createServer();
  onTestFinished(() => void created.close());
  return created;
}

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test('the socket is its user’s alone, whatever the umask', async () => {
  const path = join(temporaryFolder(), 'agent.sock');
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  await createSocket(server(), path, {});
  expect([modeOf(path), process.umask()]).toEqual(['600', 0]);
});

test('a group may use it when one is given', async () => {
  const path = join(temporaryFolder(), 'agent.sock');
  await createSocket(server(), path, { group: process.getegid?.() ?? 0 });
  expect([modeOf(path), statSync(path).gid]).toEqual(['660', process.getegid?.()]);
});

test('the socket is open to nobody else in the moment before it is its group’s', async () => {
  const path = join(temporaryFolder(), 'agent.sock');
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  const listening = server();
  const listen = listening.listen.bind(listening) as (...values: unknown[]) => Server;
  let born = '';
  listening.listen = (...values: unknown[]) => {
    listen(...values);
    // bind(2) is done, chmod(2) comes later.
    born = modeOf(path);
    return listening;
  };
  await createSocket(listening, path, { group: process.getegid?.() ?? 0 });
  expect([born, modeOf(path)]).toEqual(['600', '660']);
});

test('what a dead agent left is replaced', async () => {
  const path = join(temporaryFolder(), 'agent.sock');
  const dead = createServer();
  await createSocket(dead, `${path}.dead`, {});
  // Renamed, it is not removed when its server closes: as after a SIGKILL.
  renameSync(`${path}.dead`, path);
  await new Promise((resolve) => dead.close(resolve));
  expect(existsSync(path)).toBe(true);
  await createSocket(server(), path, {});
});

test('a live agent is not', async () => {
  const { path } = await startServer();
  await expect(createSocket(server(), path, {})).rejects.toMatchObject({
    data: { message: 'An agent is running at this socket already.', path },
  });
});

test('nor is anything else', async () => {
  const path = join(temporaryFolder(), 'agent.sock');
  writeFileSync(path, 'mine');
  await expect(createSocket(server(), path, {})).rejects.toMatchObject({ data: { path } });
  expect(existsSync(path)).toBe(true);
});

test('a folder that others can change is refused, also above', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'open/inner'), { recursive: true });
  chmodSync(join(folder, 'open'), 0o777);
  const refused = { data: { message: expect.stringContaining(join(folder, 'open')) } };
  await expect(createSocket(server(), join(folder, 'open/agent.sock'), {})).rejects.toMatchObject(refused);
  await expect(createSocket(server(), join(folder, 'open/inner/agent.sock'), {})).rejects.toMatchObject(refused);
});

test('a link to the folder is followed once, before anything is looked at', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'real'));
  symlinkSync(join(folder, 'real'), join(folder, 'link'));
  await createSocket(server(), join(folder, 'link/agent.sock'), {});
  rmSync(join(folder, 'link'));
  expect(existsSync(join(folder, 'real/agent.sock'))).toBe(true);
});

test('a path that the kernel would cut off is an error', async () => {
  const folder = join(temporaryFolder(), 'x'.repeat(100));
  mkdirSync(folder);
  await expect(createSocket(server(), join(folder, 'agent.sock'), {})).rejects.toMatchObject({
    data: { message: expect.stringContaining('107 bytes') },
  });
});
