import { describe, expect, test } from 'vitest';
import { MAX_CONSOLE_BYTES } from '../../../protocol/limits.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import type { FakeShell } from './fakeService.ts';
import { startServer } from './testServer.ts';
import { upgradeRefusal } from './upgradeRefusal.ts';
import { upgradeRequest } from './upgradeRequest.ts';
import { exchange, RawClient } from './wire.ts';

const route = (query: string) => `/shell?protocol=${PROTOCOL_VERSION}&${query}`;

async function opened(query = 'name=demo&columns=80&rows=24') {
  const started = await startServer();
  const client = await RawClient.open(started.path, route(query));
  const [shell] = started.service.shells;
  if (!shell) throw new Error('there is no shell');
  return { ...started, client, shell };
}

const happened = (shell: FakeShell, holds: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    shell.onWritten = () => {
      if (holds()) resolve();
    };
  });

test('what the shell says at once comes first, and one line is for the audit', async () => {
  const { client, shell, audit } = await opened('name=demo&owner=7&columns=132&rows=43&term=xterm-256color');
  expect(await client.next()).toEqual({ kind: 'started', pid: 4712 });
  expect(shell.query).toEqual({ name: 'demo', owner: 7, columns: 132, rows: 43, term: 'xterm-256color' });
  expect(shell.caller).toMatchObject({ pid: process.pid });
  expect(audit).toMatchObject([{ verb: 'shell', domain: 'demo', result: 'ok' }]);
});

test('bytes go both ways as they are', async () => {
  const { client, shell } = await opened();
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const output = new Promise((resolve) => client.socket.on('message', (data, isBinary) => isBinary && resolve(data)));
  shell.client.output(bytes);
  expect(await output).toEqual(Buffer.from(bytes));
  const input = happened(shell, () => shell.written.length === 1);
  client.socket.send(bytes);
  await input;
  expect(shell.written).toEqual([Buffer.from(bytes)]);
});

test('a new size of the terminal is the shell’s', async () => {
  const { client, shell } = await opened();
  const resized = happened(shell, () => shell.sizes.length === 1);
  client.send({ kind: 'resize', columns: 100, rows: 30 });
  await resized;
  expect(shell.sizes).toMatchObject([{ columns: 100, rows: 30 }]);
});

test('its end closes the socket, after its last word', async () => {
  const { client, shell } = await opened();
  await client.next();
  shell.client.control({ kind: 'ended', code: 7 });
  shell.client.close();
  expect(await client.next()).toEqual({ kind: 'ended', code: 7 });
  expect(await client.closed).toBe(1000);
  await shell.left;
});

test('a client that goes leaves its shell', async () => {
  const { client, shell } = await opened();
  client.socket.terminate();
  await shell.left;
});

test('a shell that takes no input holds its client back', async () => {
  const { path, client, shell, deadlines } = await opened();
  shell.taken = new Promise(() => {});
  // The ping by which the end of a client that is not read is noticed.
  const paused = deadlines.next();
  for (let count = 0; count < 100; count++) client.socket.send(Buffer.alloc(64 << 10));
  await paused;
  const other = await RawClient.open(path);
  await other.hello();
  expect(shell.written.length).toBeLessThan(10);
});

describe('a client is sent away that', () => {
  test.each([
    ['gives an unknown order', { kind: 'run', command: 'reboot' }],
    ['gives a size of nothing', { kind: 'resize', columns: 0, rows: 24 }],
    ['gives a size that is none', { kind: 'resize', columns: 80.5, rows: 24 }],
    ['gives a size without end', { kind: 'resize', columns: 80, rows: 65_536 }],
    ['says more than an order holds', { kind: 'resize', columns: 80, rows: 24, uid: 0 }],
    ['says nothing that is JSON', 'resize'],
  ])('%s', async (_, order) => {
    const { client, shell } = await opened();
    client.send(order);
    expect(await client.closed).toBe(1008);
    await shell.left;
    expect(shell.sizes).toEqual([]);
  });

  test('sends more than a frame may hold', async () => {
    const { client, shell } = await opened();
    client.socket.send(Buffer.alloc(MAX_CONSOLE_BYTES + 1));
    expect(await client.closed).toBe(1009);
    await shell.left;
  });
});

describe('the upgrade is refused with the whole error', () => {
  const refusal = (path: string, query: string) => upgradeRefusal(path, `/shell?${query}`);

  test.each([
    ['without a version', 'name=demo', 'bad-request'],
    ['in another version', `name=demo&protocol=${PROTOCOL_VERSION + 1}`, 'agent-version'],
    ['without a name', `protocol=${PROTOCOL_VERSION}`, 'bad-request'],
    ['with a command', route('name=demo&command=reboot').slice(7), 'bad-request'],
    ['with a field given twice', route('name=demo&name=other').slice(7), 'bad-request'],
    ['with columns and no rows', route('name=demo&columns=80').slice(7), 'bad-request'],
    ['with no columns to write in', route('name=demo&columns=0&rows=24').slice(7), 'bad-request'],
    ['with more columns than a terminal has', route('name=demo&columns=1001&rows=24').slice(7), 'bad-request'],
    ['with rows that are no number', route('name=demo&columns=80&rows=many').slice(7), 'bad-request'],
    ['with a terminal that is a path', route('name=demo&columns=80&rows=24&term=../xterm').slice(7), 'bad-request'],
    ['with a terminal of two lines', route('name=demo&columns=80&rows=24&term=xterm%0aA=b').slice(7), 'bad-request'],
    ['with a uid that is none', route('name=demo&owner=-1').slice(7), 'bad-request'],
  ])('%s', async (_, query, code) => {
    const { path, service, audit } = await startServer();
    expect(await refusal(path, query)).toMatchObject({ code });
    expect(service.shells).toEqual([]);
    expect(audit).toMatchObject([{ verb: 'shell', result: code }]);
  });

  test('when there can be no shell, and says so of which domain', async () => {
    const { path, audit } = await startServer();
    const data = { code: 'domain-not-running', message: "'other' does not run.", hint: 'Start it.' };
    expect(await refusal(path, route('name=other').slice(7))).toEqual(data);
    expect(audit).toMatchObject([{ verb: 'shell', domain: 'other', result: 'domain-not-running' }]);
  });

  test('when its own headers are wrong, and the shell is left', async () => {
    const { path, service, audit } = await startServer();
    const answer = exchange(path, upgradeRequest(route('name=demo')).replace('Version: 13', 'Version: 7'));
    expect(await answer).toContain('HTTP/1.1 400');
    await service.shells[0]?.left;
    expect(service.shells).toHaveLength(1);
    expect(audit).toEqual([]);
  });
});
