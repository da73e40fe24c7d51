import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { openWebSocket } from '../../../agent/cli/connect.ts';
import { HANDSHAKE_MILLISECONDS } from '../../../agent/server/connections.ts';
import { MAX_MESSAGE_BYTES } from '../../../protocol/limits.ts';
import { CLOSE_POLICY } from '../../../protocol/messageSocket.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { FakeService } from './fakeService.ts';
import { startServer } from './testServer.ts';
import { upgradeRequest } from './upgradeRequest.ts';
import { exchange, RawClient } from './wire.ts';

const error = (code: string, message: unknown = expect.any(String)) => ({
  jsonrpc: '2.0',
  id: expect.any(Number),
  error: { code: -32000, message: expect.any(String), data: expect.objectContaining({ code, message }) },
});

describe('hello', () => {
  test('is the first request', async () => {
    const { path, service } = await startServer();
    const client = await RawClient.open(path);
    expect(await client.ask(1, 'list')).toEqual(error('bad-request', 'The first request must be hello.'));
    expect(await client.closed).toBe(CLOSE_POLICY);
    expect(service.calls).toEqual([]);
  });

  test('in another version is answered with both versions, and ends the connection', async () => {
    const { path } = await startServer();
    const client = await RawClient.open(path);
    expect(await client.hello(PROTOCOL_VERSION + 1)).toEqual(
      error(
        'agent-version',
        `The client speaks protocol ${PROTOCOL_VERSION + 1}, the agent (version 0.1.0) protocol ${PROTOCOL_VERSION}.`,
      ),
    );
    expect(await client.closed).toBe(CLOSE_POLICY);
  });

  test('comes once', async () => {
    const { path } = await startServer();
    const client = await RawClient.open(path);
    await client.hello();
    expect(await client.hello()).toEqual(error('bad-request'));
    expect(await client.ask(2, 'list')).toMatchObject({ result: { domains: [{ name: 'demo' }] } });
  });

  test('has to come before the deadline', async () => {
    const { path, deadlines } = await startServer();
    const silent = await RawClient.open(path);
    const greeted = await RawClient.open(path);
    await greeted.hello();
    deadlines.expire();
    expect(await silent.closed).toBe(1006);
    expect(await greeted.ask(2, 'list')).toHaveProperty('result');
  });
});

test('half a handshake ends at the deadline', async () => {
  const { path, deadlines } = await startServer();
  const socket = connect(path);
  socket.write('GET /rpc HTTP/1.1\r\nHost: agent\r\nUpgr');
  await new Promise((resolve) => socket.once('connect', resolve));
  // Another connection's answer shows that the server has seen this one.
  await (await RawClient.open(path)).hello();
  const closed = new Promise((resolve) => socket.once('close', resolve).resume());
  deadlines.expire();
  await closed;
  expect(deadlines.asked).toContain(HANDSHAKE_MILLISECONDS);
});

describe('a request', () => {
  test.each([
    ['a method that does not exist', 'defrost', {}, 'There is no method "defrost".'],
    ['a method of JavaScript’s own', 'constructor', {}, 'There is no method "constructor".'],
    ['a field that is not known', 'list', { everything: true }, 'list: unknown field "everything"'],
    ['a field that is missing', 'start', {}, 'start: name: must be string'],
    ['a value that is too long', 'start', { name: 'x'.repeat(257) }, 'start: name: at most 256'],
    ['a value of another type', 'start', { name: 'x', paused: 1 }, 'start: paused: must be boolean'],
  ])('with %s is refused, and the connection stays', async (_, method, params, message) => {
    const { path, service } = await startServer();
    const client = await RawClient.open(path);
    await client.hello();
    expect(await client.ask(1, method, params)).toEqual(error('bad-request', message));
    expect(service.calls).toEqual([]);
    expect(await client.ask(2, 'list')).toHaveProperty('result');
  });
});

describe('the connection ends with', () => {
  test('what is no JSON-RPC', async () => {
    const { path } = await startServer();
    const client = await RawClient.open(path);
    client.send('{"jsonrpc":');
    expect(await client.closed).toBe(CLOSE_POLICY);
  });

  test('a frame of bytes', async () => {
    const { path } = await startServer();
    const client = await RawClient.open(path);
    client.socket.send(Buffer.from('{}'));
    expect(await client.closed).toBe(1003);
  });

  test('a frame beyond the limit, of which only the header has to arrive', async () => {
    const { path } = await startServer();
    const client = await RawClient.open(path);
    client.send('x'.repeat(MAX_MESSAGE_BYTES + 1));
    expect(await client.closed).toBe(1009);
  });

  test('a frame that no client sends', async () => {
    const { path } = await startServer();
    // Unmasked, and with a reserved bit.
    const answer = await exchange(
      path,
      Buffer.concat([Buffer.from(upgradeRequest('/rpc')), Buffer.from([0xf1, 2, 65, 65])]),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
  });
});

describe('before there is a WebSocket', () => {
  test.each([
    ['garbage', '\x00\x01\x02\xff\r\n\r\n', 'HTTP/1.1 400'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', 'HTTP/1.1 400'],
    ['headers without end', `GET /rpc HTTP/1.1\r\n${`A: ${'b'.repeat(80)}\r\n`.repeat(400)}`, 'HTTP/1.1 431'],
    ['a plain request', 'GET /rpc HTTP/1.1\r\nHost: a\r\n\r\n', 'HTTP/1.1 404'],
    ['another route', upgradeRequest('/shell'), 'HTTP/1.1 400'],
    ['a route above', upgradeRequest('/rpc/../console'), 'HTTP/1.1 400'],
    ['another upgrade', upgradeRequest('/rpc').replace('websocket', 'h2c'), 'HTTP/1.1 400'],
    ['an upgrade without a key', upgradeRequest('/rpc').replace(/Sec-WebSocket-Key.*\r\n/, ''), 'HTTP/1.1 400'],
    ['a web page', upgradeRequest('/rpc', 'Origin: https://example.org'), 'HTTP/1.1 403'],
    ['a web page without an origin of its own', upgradeRequest('/rpc', 'Origin: null'), 'HTTP/1.1 403'],
    ['a web page that wants a console', upgradeRequest('/console?name=demo&protocol=1', 'Origin: x'), 'HTTP/1.1 403'],
  ])('%s is refused', async (_, bytes, status) => {
    const { path, service, errors } = await startServer();
    expect(await exchange(path, bytes)).toMatch(new RegExp(`^${status} `));
    expect(service.viewers).toEqual([]);
    expect(errors).toEqual([]);
    await (await RawClient.open(path)).hello();
  });
});

describe('a peer', () => {
  test('that is a process of a VM is refused', async () => {
    const service = new FakeService();
    service.isDomain = (pid) => pid === process.pid;
    const { path, audit } = await startServer(service);
    await expect(openWebSocket(path, '/rpc', () => {})).rejects.toMatchObject({
      code: 'caller-refused',
      message: 'A virtual machine may not command the agent.',
    });
    expect(audit).toMatchObject([{ verb: 'connect', result: 'caller-refused', pid: process.pid, domain: null }]);
  });

  test('of whom it cannot be said whether it is a VM is refused', async () => {
    const service = new FakeService();
    service.isDomain = () => {
      throw new Error('no registry');
    };
    const { path, errors } = await startServer(service);
    await expect(openWebSocket(path, '/rpc', () => {})).rejects.toMatchObject({ code: 'internal' });
    expect(errors).toHaveLength(1);
  });

  test('with too many connections is refused until one closes', async () => {
    const { path } = await startServer(undefined, { connectionsPerUid: 2 });
    const first = await RawClient.open(path);
    await (await RawClient.open(path)).hello();
    await expect(openWebSocket(path, '/rpc', () => {})).rejects.toMatchObject({ code: 'limit-reached' });
    first.socket.close();
    await first.closed;
    expect(await (await RawClient.open(path)).hello()).toHaveProperty('result');
  });
});
