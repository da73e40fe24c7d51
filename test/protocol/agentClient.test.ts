import 'vscode-jsonrpc/node';
import { expect, test } from 'vitest';
import { AgentClient } from '../../protocol/agentClient.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import { CLOSE_POLICY } from '../../protocol/messageSocket.ts';
import { fromRequestError, publicErrorData, toResponseError } from '../../protocol/rpcErrors.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { FakeSocket } from './fakeSocket.ts';

const HELLO = { protocol: PROTOCOL_VERSION, version: '0.1.0', pid: 1, uid: 0 };

async function greeted() {
  const socket = new FakeSocket();
  const greeting = AgentClient.greet(socket, 'test');
  answer(socket, HELLO);
  return { socket, agent: await greeting };
}

/** Answers the last request. */
function answer(socket: FakeSocket, result: unknown): void {
  const { id } = JSON.parse(socket.sent.at(-1) ?? '');
  socket.flush();
  socket.arrive({ jsonrpc: '2.0', id, result });
}

test('hello comes first, with our version', async () => {
  const { socket, agent } = await greeted();
  expect(JSON.parse(socket.sent[0] ?? '')).toEqual({
    jsonrpc: '2.0',
    id: 0,
    method: 'hello',
    params: { protocol: PROTOCOL_VERSION, client: 'test' },
  });
  expect(agent.agent).toEqual(HELLO);
});

test('an answer that is not what its method gives is an error, and names the field', async () => {
  const { socket, agent } = await greeted();
  const asked = agent.request('list', {});
  answer(socket, { domains: [], more: 1 });
  await expect(asked).rejects.toMatchObject({ code: 'agent-version', message: expect.stringContaining('"more"') });
});

test('an event of another form ends the connection', async () => {
  const { socket, agent } = await greeted();
  const closed = new Promise((resolve) => agent.onClose(resolve));
  socket.arrive({ jsonrpc: '2.0', method: 'event', params: { kind: 'else' } });
  expect(await closed).toMatchObject({ code: 'agent-closed' });
  expect(socket.closed?.code).toBe(CLOSE_POLICY);
});

test('a message of another form ends the connection, and requests with it', async () => {
  const { socket, agent } = await greeted();
  const asked = agent.request('list', {});
  socket.arrive('{');
  await expect(asked).rejects.toMatchObject({ code: 'agent-closed' });
  await expect(agent.request('list', {})).rejects.toBeInstanceOf(VirtcellError);
});

test('an error goes through JSON-RPC and comes out the same', () => {
  const error = new VirtcellError({ code: 'missing-file', message: 'gone', path: '/x', hint: 'look' });
  expect(fromRequestError(toResponseError(error)).data).toEqual(error.data);
});

test('what a newer agent adds to an error is left out, not made an error of its own', () => {
  const { code, message } = toResponseError(new Error('inside'));
  expect({ code, message }).toEqual({ code: -32000, message: publicErrorData(new Error('else')).message });
  const response = Object.assign(toResponseError(new Error('inside')), {
    data: { code: 'internal', message: 'm', later: 1 },
  });
  expect(fromRequestError(response).data).toEqual({ code: 'internal', message: 'm' });
});
