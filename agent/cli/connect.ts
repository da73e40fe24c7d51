import 'vscode-jsonrpc/node';
import type { IncomingMessage } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { WebSocket } from 'ws';
import { AgentClient } from '../../protocol/agentClient.ts';
import { parseJson } from '../../protocol/boundedReader.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import { MAX_MESSAGE_BYTES } from '../../protocol/limits.ts';
import { messageSocket } from '../../protocol/messageSocket.ts';
import { readErrorData } from '../../protocol/rpcErrors.ts';
import { type Deadline, timerDeadline } from '../server/deadline.ts';

/** Longer paths would be cut off in silence, and lead elsewhere. */
const MAX_PATH_BYTES = 107;

const OPENING_MILLISECONDS = 10_000;

/** An answer is larger than what was asked: a /dev of thousands of nodes. */
const MAX_ANSWER_BYTES = 8 * MAX_MESSAGE_BYTES;

/** Works with the agent at this socket, and closes the connection whatever comes of it. */
export async function withAgent<T>(path: string, work: (agent: AgentClient) => Promise<T>): Promise<T> {
  const agent = AgentClient.open(await openWebSocket(path, '/rpc', messageSocket), 'virtcell');
  try {
    return await work(agent);
  } finally {
    agent.close();
  }
}

/**
 * Opens a WebSocket, or says in a VirtcellError why there is none.
 *
 * @param prepare adds listeners before the socket is open, since the agent's first message may arrive before a promise's
 *   continuation runs; what it returns is the result
 */
export function openWebSocket<T>(
  path: string,
  route: string,
  prepare: (socket: WebSocket) => T,
  deadline: Deadline = timerDeadline,
): Promise<T> {
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    const message = `A socket's path has at most ${MAX_PATH_BYTES} bytes.`;
    return Promise.reject(new VirtcellError({ code: 'agent-not-running', message, path }));
  }
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://agent${route}`, {
      createConnection: () => connectSocket(path),
      perMessageDeflate: false,
      maxPayload: MAX_ANSWER_BYTES,
    });
    const prepared = prepare(socket);
    const fail = (error: unknown): void => {
      cancel();
      reject(error);
    };
    // The kernel accepts connections for an agent that is stopped, too.
    const cancel = deadline(OPENING_MILLISECONDS, () => {
      fail(new VirtcellError({ code: 'timeout', message: 'The agent does not answer.', path }));
      socket.terminate();
    });
    socket.once('open', () => {
      cancel();
      resolve(prepared);
    });
    // Stays for the socket's life: after a failure once open, 'close' follows and says the same.
    socket.on('error', (error: NodeJS.ErrnoException) => fail(connectError(path, error)));
    socket.once('unexpected-response', (request, response) => {
      readRefusal(path, response).then(fail, fail);
      response.once('close', () => request.destroy());
    });
  });
}

function connectError(path: string, error: NodeJS.ErrnoException): VirtcellError {
  const data = { path, ...(error.code !== undefined && { errno: error.code }), syscall: error.syscall ?? 'connect' };
  switch (error.code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return new VirtcellError({
        code: 'agent-not-running',
        message: 'No agent is running at this socket.',
        ...data,
        hint: 'Start it: sudo virtcell agent run',
      });
    case 'EACCES':
    case 'EPERM':
      return new VirtcellError({
        code: 'agent-denied',
        message: 'You may not use the agent at this socket.',
        ...data,
        hint: 'Join its group: sudo usermod -aG virtcell $USER, then log in again.',
      });
    case 'ECONNRESET':
    case 'EPIPE':
      return new VirtcellError({ code: 'agent-closed', message: 'The agent broke the connection off.', ...data });
    default:
      // What was answered was no HTTP, or no WebSocket.
      return noAgent(path);
  }
}

/** The agent answers what it refuses before a WebSocket is open with the error as JSON. */
async function readRefusal(path: string, response: IncomingMessage): Promise<VirtcellError> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const data = readErrorData(parseJson(Buffer.concat(chunks).toString()));
  if (data) return new VirtcellError(data);
  return noAgent(path);
}

const noAgent = (path: string): VirtcellError =>
  new VirtcellError({ code: 'agent-not-running', message: 'What listens at this socket is no agent.', path });
