import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { startServer } from './testServer.ts';

/** Connects, leaves its socket to a child that waits on it, and ends. */
const CONNECT_AND_END = `
  const socket = require('node:net').connect(process.argv[1], () => {
    require('node:child_process').spawn('cat', { stdio: [socket, 'ignore', 'ignore'], detached: true }).unref();
    process.exit();
  });
`;

test('who holds the socket of a process that has ended is refused', async () => {
  const { path, nextAudit, service } = await startServer();
  const refused = nextAudit();
  // Synchronous: the server of this process cannot accept before the other has ended.
  const { status, pid } = spawnSync(process.execPath, ['-e', CONNECT_AND_END, path]);
  expect(status).toBe(0);
  expect(await refused).toMatchObject({ verb: 'connect', result: 'caller-refused', uid: process.getuid?.(), pid });
  expect(service.calls).toEqual([]);
});
