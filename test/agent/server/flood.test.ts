import { expect, test } from 'vitest';
import { MAX_PENDING_REQUESTS, MAX_UNREAD_BYTES } from '../../../protocol/limits.ts';
import { FakeService } from './fakeService.ts';
import { startServer } from './testServer.ts';
import { RawClient } from './wire.ts';

const REQUESTS = 10_000;
/** Another client's requests go through the same loop: after so many the first client had every chance. */
async function letTurnsPass(path: string): Promise<void> {
  const other = await RawClient.open(path);
  await other.hello();
  for (let id = 1; id <= 500; id++) await other.ask(id, 'doctor');
}

test('of 10,000 requests no more are begun than may be under way, and all are answered', async () => {
  let begun = 0;
  let underWay = 0;
  let most = 0;
  let open: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const list = async () => {
    begun += 1;
    most = Math.max(most, ++underWay);
    await gate;
    underWay -= 1;
    return { domains: [] };
  };
  const { path } = await startServer(new FakeService({ list }));
  const client = await RawClient.open(path);
  await client.hello();
  for (let id = 1; id <= REQUESTS; id++) client.send({ jsonrpc: '2.0', id, method: 'list', params: {} });
  await letTurnsPass(path);
  expect(begun).toBe(MAX_PENDING_REQUESTS);
  open();
  const answers = new Set<string>();
  for (let count = 0; count < REQUESTS; count++) answers.add(JSON.stringify(await client.next()));
  expect([answers.size, most]).toEqual([REQUESTS, MAX_PENDING_REQUESTS]);
});

test('a client that never reads is not served without end', async () => {
  const answerBytes = 8 << 10;
  const service = new FakeService({ dumpxml: async () => ({ xml: 'x'.repeat(answerBytes) }) });
  const { path } = await startServer(service);
  const client = await RawClient.open(path);
  await client.hello();
  client.socket.pause();
  for (let id = 1; id <= REQUESTS; id++) {
    client.send(JSON.stringify({ jsonrpc: '2.0', id, method: 'dumpxml', params: { name: 'demo' } }));
  }
  await letTurnsPass(path);
  const begun = service.calls.filter(({ method }) => method === 'dumpxml').length;
  const kernelBuffers = 1 << 20;
  expect(begun).toBeGreaterThan(0);
  expect(begun).toBeLessThanOrEqual((MAX_UNREAD_BYTES + kernelBuffers) / answerBytes + MAX_PENDING_REQUESTS);
});

test('a subscriber that never reads loses its connection, and nobody else does', async () => {
  const { path, service } = await startServer();
  const deaf = await RawClient.open(path);
  const other = await RawClient.open(path);
  for (const client of [deaf, other]) {
    await client.hello();
    await client.ask(1, 'subscribe');
  }
  deaf.socket.pause();
  const unsubscribed = new Promise<void>((resolve) => {
    service.unsubscribed = resolve;
  });
  const event = { kind: 'undefined', name: 'x'.repeat(256 << 10), uuid: '', owner: 0 } as const;
  // The other one reads each; the kernel holds some, and the agent MAX_UNREAD_BYTES, of what the deaf one does not.
  for (let count = 0; count < 20; count++) {
    service.tell(event);
    expect(await other.next()).toMatchObject({ params: { kind: 'undefined' } });
  }
  await unsubscribed;
  expect(await other.ask(2, 'list')).toHaveProperty('result');
});
