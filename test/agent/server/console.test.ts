import { describe, expect, test } from 'vitest';
import { VirtcellError } from '../../../protocol/errors.ts';
import { MAX_CONSOLE_BYTES } from '../../../protocol/limits.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { FakeService, type FakeViewer } from './fakeService.ts';
import { startServer } from './testServer.ts';
import { upgradeRefusal } from './upgradeRefusal.ts';
import { RawClient } from './wire.ts';

const route = (query: string) => `/console?protocol=${PROTOCOL_VERSION}&${query}`;

/** A client attached to `demo`, and the agent's side of it. */
async function attached() {
  const started = await startServer();
  const client = await RawClient.open(started.path, route('name=demo'));
  const [viewer] = started.service.viewers;
  if (!viewer) throw new Error('nobody attached');
  return { ...started, client, viewer };
}

const typed = (viewer: FakeViewer, count: number): Promise<void> =>
  new Promise((resolve) => {
    viewer.onWritten = () => {
      if (viewer.written.length === count) resolve();
    };
  });

test('what the console says at once comes first, then output; input goes to the console', async () => {
  const service = new FakeService();
  const greet = service.greet;
  service.greet = (viewer) => {
    greet(viewer);
    viewer.viewer.control({ kind: 'gap', from: 0, to: 3 });
  };
  const { path, audit } = await startServer(service);
  const client = await RawClient.open(path, route('name=demo&alias=serial1&mode=force&from=12'));
  expect(await client.next()).toMatchObject({ kind: 'attached', alias: 'serial1' });
  expect(await client.next()).toEqual({ kind: 'gap', from: 0, to: 3 });
  expect(service.viewers).toMatchObject([
    { caller: { pid: process.pid }, query: { name: 'demo', alias: 'serial1', mode: 'force', from: 12 } },
  ]);
  expect(audit).toMatchObject([{ verb: 'console', domain: 'demo', result: 'ok' }]);
});

test('bytes go both ways as they are', async () => {
  const { client, viewer } = await attached();
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const output = new Promise((resolve) => client.socket.on('message', (data, isBinary) => isBinary && resolve(data)));
  viewer.viewer.output(bytes);
  expect(await output).toEqual(Buffer.from(bytes));
  const input = typed(viewer, 1);
  client.socket.send(bytes);
  await input;
  expect(viewer.written).toEqual([Buffer.from(bytes)]);
});

test('a terminal says how much it has shown', async () => {
  const { client, viewer } = await attached();
  const input = typed(viewer, 1);
  client.send({ kind: 'shown', bytes: 8192 });
  client.socket.send(Buffer.from('x'));
  await input;
  expect(viewer.shown).toEqual([8192]);
});

describe('the console is let go', () => {
  test('when the client goes', async () => {
    const { client, viewer } = await attached();
    const gone = new Promise<void>((resolve) => {
      viewer.gone = resolve;
    });
    client.socket.terminate();
    await gone;
    await viewer.viewer.drained();
  });

  test.each([{ kind: 'input' }, { kind: 'shown' }, { kind: 'shown', bytes: -1 }, { kind: 'shown', bytes: 0.5 }])(
    'when the client sends %j, which is no order',
    async (order) => {
      const { client } = await attached();
      client.send(order);
      expect(await client.closed).toBe(1008);
    },
  );

  test('when the client sends more than a frame may hold', async () => {
    const { path } = await attached();
    const other = await RawClient.open(path, route('name=demo'));
    other.socket.send(Buffer.alloc(MAX_CONSOLE_BYTES + 1));
    expect(await other.closed).toBe(1009);
  });
});

test('the viewer tells what is unread, and when it was read', async () => {
  const { client, viewer } = await attached();
  client.socket.pause();
  const piece = Buffer.alloc(64 << 10);
  for (let count = 0; count < 64; count++) viewer.viewer.output(piece);
  expect(viewer.viewer.unread()).toBeGreaterThan(0);
  const drained = viewer.viewer.drained();
  client.socket.resume();
  await drained;
  expect(viewer.viewer.unread()).toBe(0);
});

test('a guest that takes no input holds its viewer back, whose end is noticed all the same', async () => {
  const { client, viewer, deadlines } = await attached();
  viewer.taken = new Promise(() => {});
  const piece = Buffer.alloc(64 << 10);
  const input = typed(viewer, 2);
  client.socket.send(piece);
  client.socket.send(piece);
  await input;
  for (let count = 0; count < 100; count++) client.socket.send(piece);
  const gone = new Promise<void>((resolve) => {
    viewer.gone = resolve;
  });
  client.socket.terminate();
  await client.closed;
  // The ping that asks whether it is still there.
  deadlines.expire();
  await gone;
  expect(viewer.written.length).toBeLessThan(10);
});

describe('input that the guest has not taken when its client has left', () => {
  const leaving = async () => {
    const console = await attached();
    let take: () => void = () => {};
    console.viewer.taken = new Promise<void>((resolve) => {
      take = resolve;
    });
    const gone = new Promise<void>((resolve) => {
      console.viewer.gone = resolve;
    });
    const input = typed(console.viewer, 1);
    console.client.socket.send(Buffer.from('reboot\n'));
    await input;
    const lingering = console.deadlines.next();
    console.client.socket.close(1000);
    await lingering;
    return { ...console, take, gone };
  };

  test('is waited for', async () => {
    const { viewer, take, gone, service } = await leaving();
    expect(viewer.detached).toBe(false);
    viewer.viewer.output(Buffer.alloc(1 << 20));
    expect(viewer.viewer.unread()).toBe(0);
    take();
    await gone;
    expect(service.viewers).toHaveLength(1);
  });

  test('but not for ever', async () => {
    const { viewer, deadlines, gone } = await leaving();
    expect(viewer.detached).toBe(false);
    deadlines.expire();
    await gone;
  });
});

describe('the upgrade is refused with the whole error', () => {
  const refusal = (path: string, query: string) => upgradeRefusal(path, `/console?${query}`);

  test.each([
    ['without a version', 'name=demo', 'bad-request'],
    ['in another version', `name=demo&protocol=${PROTOCOL_VERSION + 1}`, 'agent-version'],
    ['without a name', `protocol=${PROTOCOL_VERSION}`, 'bad-request'],
    ['with a field that is not known', route('name=demo&shell=1').slice(9), 'bad-request'],
    ['with a field given twice', route('name=demo&name=other').slice(9), 'bad-request'],
    ['with another mode', route('name=demo&mode=steal').slice(9), 'bad-request'],
    ['with a negative offset', route('name=demo&from=-1').slice(9), 'bad-request'],
    ['for a domain that is not there', route('name=nobody').slice(9), 'domain-not-found'],
  ])('%s', async (_, query, code) => {
    const { path, service, audit } = await startServer();
    expect(await refusal(path, query)).toMatchObject({ code });
    expect(service.viewers).toEqual([]);
    expect(audit).toMatchObject([{ verb: 'console', result: code }]);
  });

  test('with hint and all', async () => {
    const service = new FakeService();
    const data = { code: 'console-busy', message: 'taken', hint: 'force it' } as const;
    service.greet = () => {
      throw new VirtcellError(data);
    };
    const { path } = await startServer(service);
    expect(await refusal(path, route('name=demo').slice(9))).toEqual(data);
  });
});
