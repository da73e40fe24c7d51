import { describe, expect, test } from 'vitest';
import type { Message } from 'vscode-jsonrpc';
import { BoundedReader } from '../../protocol/boundedReader.ts';
import { CLOSE_POLICY } from '../../protocol/messageSocket.ts';
import { FakeSocket } from './fakeSocket.ts';

const LIMITS = { pendingRequests: 4, unreadBytes: 100 };
const request = (id: number, extra = {}) => ({ jsonrpc: '2.0', id, method: 'list', params: {}, ...extra });
const cancel = (id: unknown) => ({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id } });

function listening() {
  const socket = new FakeSocket();
  const reader = new BoundedReader(socket, LIMITS);
  const delivered: Message[] = [];
  reader.listen((message) => delivered.push(message));
  return { socket, reader, delivered };
}

describe('the number of requests under way', () => {
  test('stays at the limit, in the order of arrival, and the socket is not read', () => {
    const { socket, reader, delivered } = listening();
    for (let id = 0; id < 10_000; id++) socket.arrive(request(id));
    expect(delivered).toHaveLength(4);
    expect(socket.paused).toBe(true);
    reader.answered(2);
    expect(delivered.map((message) => 'id' in message && message.id)).toEqual([0, 1, 2, 3, 4]);
    expect(reader.pending).toBe(4);
  });

  test('lets the socket go on when all that waited is handed on', () => {
    const { socket, reader, delivered } = listening();
    for (let id = 0; id < 5; id++) socket.arrive(request(id));
    reader.answered(0);
    expect(socket.paused).toBe(true);
    reader.answered(1);
    expect([delivered.length, socket.paused]).toEqual([5, false]);
  });
});

test('answers that are not read hold further requests back', () => {
  const { socket, reader, delivered } = listening();
  socket.bufferedAmount = 101;
  socket.arrive(request(1));
  expect([delivered.length, socket.paused]).toEqual([0, true]);
  socket.bufferedAmount = 100;
  reader.flushed();
  expect([delivered.length, socket.paused]).toEqual([1, false]);
});

describe('a cancellation', () => {
  test('is handed on once, for a request under way', () => {
    const { socket, delivered } = listening();
    socket.arrive(request(1));
    for (let count = 0; count < 1000; count++) socket.arrive(cancel(1));
    expect(delivered).toEqual([request(1), cancel(1)]);
  });

  test('of anything else is forgotten', () => {
    const { socket, reader, delivered } = listening();
    socket.arrive(cancel(7));
    socket.arrive(request(1));
    reader.answered(1);
    socket.arrive(cancel(1));
    expect(delivered).toEqual([request(1)]);
  });
});

describe('the connection ends with the first message that', () => {
  test.each([
    ['is no JSON', '{'],
    ['is JSON of another kind', '[]'],
    ['is a batch', [request(1)]],
    ['has another version', { ...request(1), jsonrpc: '1.0' }],
    ['has a field that is not known', request(1, { extra: 1 })],
    ['has a text as id, which would meet the number', { ...request(1), id: '1' }],
    ['has no method', { jsonrpc: '2.0', id: 1 }],
    ['has parameters by position', request(1, { params: [1] })],
    ['is a notification of another kind', { jsonrpc: '2.0', method: 'anything', params: {} }],
    ['is an answer', { jsonrpc: '2.0', id: 1, result: {} }],
    ['cancels by something else than an id', cancel('1')],
  ])('%s', (_, message) => {
    const { socket, delivered } = listening();
    socket.arrive(message);
    socket.arrive(request(2));
    expect(socket.closed?.code).toBe(CLOSE_POLICY);
    expect(delivered).toEqual([]);
  });

  test('has the id of a request under way', () => {
    const { socket, delivered } = listening();
    socket.arrive(request(1));
    socket.arrive(request(1));
    expect(socket.closed?.code).toBe(CLOSE_POLICY);
    expect(delivered).toHaveLength(1);
  });
});

test('an id may come again after its answer', () => {
  const { socket, reader, delivered } = listening();
  socket.arrive(request(1));
  reader.answered(1);
  socket.arrive(request(1));
  expect(delivered).toHaveLength(2);
});
