import { exceedsUtf8 } from '../domain-xml/parse/limits.ts';
import type { Deadline } from './deadline.ts';
import { VirtcellError } from './errors.ts';
import { parseJson } from './parseJson.ts';
import { readErrorData } from './rpcErrors.ts';

/** Longer paths would be cut off in silence, and lead elsewhere: unix(7). */
const MAX_PATH_BYTES = 107;

const OPENING_MILLISECONDS = 10_000;

/** What ws gives while a connection is being opened; named here so that only the edges import ws. */
export interface OpeningSocket {
  once(event: 'open', listener: () => void): unknown;
  once(event: 'unexpected-response', listener: (request: { destroy(): unknown }, response: Refusal) => void): unknown;
  on(event: 'error', listener: (error: SystemError) => void): unknown;
  terminate(): void;
}

interface SystemError extends Error {
  readonly code?: string | undefined;
  readonly syscall?: string | undefined;
}

/** An HTTP answer in place of a WebSocket. */
interface Refusal extends AsyncIterable<unknown> {
  setEncoding(encoding: 'utf8'): unknown;
  once(event: 'close', listener: () => void): unknown;
}

export interface Dial<S extends OpeningSocket> {
  /** Begins to connect to the route on the agent's socket. */
  readonly dial: () => S;
  readonly deadline: Deadline;
}

/**
 * Opens a WebSocket to the agent at a path, or says in a VirtcellError why there is none: `agent-not-running` with the
 * errno, `agent-denied`, `agent-closed`, `timeout`, or what the agent itself refused it with.
 *
 * @param prepare adds listeners before the socket is open, since the agent's first message may arrive before a promise's
 *   continuation runs; what it returns is the result
 */
export function openSocket<S extends OpeningSocket, T>(
  path: string,
  { dial, deadline }: Dial<S>,
  prepare: (socket: S) => T,
): Promise<T> {
  if (exceedsUtf8(path, MAX_PATH_BYTES)) {
    const message = `A socket's path has at most ${MAX_PATH_BYTES} bytes.`;
    return Promise.reject(new VirtcellError({ code: 'agent-not-running', message, path }));
  }
  return new Promise((resolve, reject) => {
    const socket = dial();
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
    socket.on('error', (error) => fail(connectError(path, error)));
    socket.once('unexpected-response', (request, response) => {
      readRefusal(path, response).then(fail, fail);
      response.once('close', () => request.destroy());
    });
  });
}

function connectError(path: string, error: SystemError): VirtcellError {
  const data = { path, ...(error.code !== undefined && { errno: error.code }), syscall: error.syscall ?? 'connect' };
  switch (error.code) {
    case 'ENOENT':
    case 'ECONNREFUSED':
      return new VirtcellError({
        code: 'agent-not-running',
        message: 'No agent is running at this socket.',
        ...data,
        hint: 'Start it: sudo virtcell agent start, where it is installed, else sudo virtcell agent run.',
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
async function readRefusal(path: string, response: Refusal): Promise<VirtcellError> {
  response.setEncoding('utf8');
  let text = '';
  for await (const chunk of response) text += String(chunk);
  const data = readErrorData(parseJson(text));
  if (data) return new VirtcellError(data);
  return noAgent(path);
}

const noAgent = (path: string): VirtcellError =>
  new VirtcellError({ code: 'agent-not-running', message: 'What listens at this socket is no agent.', path });
