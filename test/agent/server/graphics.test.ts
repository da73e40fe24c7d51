import { once } from 'node:events';
import { expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { openWebSocket } from '../../../agent/cli/connect.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { FakeService } from './fakeService.ts';
import { startServer } from './testServer.ts';
import { upgradeRefusal } from './upgradeRefusal.ts';

const ROUTE = `/graphics?protocol=${PROTOCOL_VERSION}`;
const socketOf = (socket: WebSocket): WebSocket => socket;

it('carries bytes to the screen and back, whole and in order, however many at once', async () => {
  const service = new FakeService();
  const { path } = await startServer(service);
  const socket = await openWebSocket(path, `${ROUTE}&name=demo`, socketOf);
  const sent = Buffer.from(Array.from({ length: 1 << 20 }, (_, i) => i % 251));
  const received: Buffer[] = [];
  let length = 0;
  const whole = new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      received.push(data);
      length += data.length;
      if (length === sent.length) resolve();
    });
  });
  for (let at = 0; at < sent.length; at += 50_000) socket.send(sent.subarray(at, at + 50_000));
  await whole;
  expect(Buffer.concat(received).equals(sent)).toBe(true);
  socket.close();
  const [screen] = service.screens;
  if (screen?.closed === false) await once(screen, 'close');
  expect(screen?.destroyed).toBe(true);
});

it('ends with the screen', async () => {
  const service = new FakeService();
  const { path } = await startServer(service);
  const socket = await openWebSocket(path, `${ROUTE}&name=demo`, socketOf);
  const closed = once(socket, 'close');
  service.screens[0]?.end();
  expect((await closed)[0]).toBe(1000);
});

it('ends in the same way with a screen whose QEMU was killed before it had read everything', async () => {
  const service = new FakeService();
  const { path } = await startServer(service);
  const socket = await openWebSocket(path, `${ROUTE}&name=demo`, socketOf);
  const closed = once(socket, 'close');
  service.screens[0]?.destroy(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
  expect((await closed)[0]).toBe(1000);
});

it('is refused before anything is upgraded', async () => {
  const { path } = await startServer(new FakeService());
  expect(await upgradeRefusal(path, `${ROUTE}&name=blind`)).toMatchObject({ code: 'graphics-unavailable' });
  expect(await upgradeRefusal(path, `${ROUTE}&name=demo&mode=write`)).toMatchObject({ code: 'bad-request' });
  expect(await upgradeRefusal(path, ROUTE)).toMatchObject({ code: 'bad-request' });
  expect(await upgradeRefusal(path, '/graphics?name=demo&protocol=1')).toMatchObject({ code: 'agent-version' });
});
