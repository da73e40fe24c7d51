import { expect, test } from 'vitest';
import { drawFrom, sendHostileFrames } from './hostileFrames.ts';
import { startServer } from './testServer.ts';
import { RawClient } from './wire.ts';

test('after 10,000 frames of all kinds the next honest client is served, and nothing was unexpected', async () => {
  const { path, service, errors } = await startServer();
  expect(await sendHostileFrames(path, 10_000, drawFrom(20161115))).toBeGreaterThan(100);
  const client = await RawClient.open(path);
  expect(await client.hello()).toMatchObject({ result: { protocol: expect.any(Number) } });
  expect(await client.ask(1, 'list')).toMatchObject({ id: 1, result: { domains: expect.any(Array) } });
  // Most of them were requests, and were looked at.
  expect(service.calls.length).toBeGreaterThan(500);
  expect(errors).toEqual([]);
});
