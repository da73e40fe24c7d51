import 'vscode-jsonrpc/node';
import { connect as connectSocket } from 'node:net';
import { WebSocket } from 'ws';
import { AgentClient } from '../../protocol/agentClient.ts';
import type { Deadline } from '../../protocol/deadline.ts';
import { MAX_ANSWER_BYTES } from '../../protocol/limits.ts';
import { messageSocket } from '../../protocol/messageSocket.ts';
import { openSocket } from '../../protocol/openSocket.ts';
import { timerDeadline } from '../server/deadline.ts';

/** Works with the agent at this socket, and closes the connection whatever comes of it. */
export async function withAgent<T>(path: string, work: (agent: AgentClient) => Promise<T>): Promise<T> {
  const agent = AgentClient.open(await openWebSocket(path, '/rpc', messageSocket), 'virtcell');
  try {
    return await work(agent);
  } finally {
    agent.close();
  }
}

/** Opens a route on the agent's socket; see openSocket. */
export function openWebSocket<T>(
  path: string,
  route: string,
  prepare: (socket: WebSocket) => T,
  deadline: Deadline = timerDeadline,
): Promise<T> {
  const dial = (): WebSocket =>
    new WebSocket(`ws://agent${route}`, {
      createConnection: () => connectSocket(path),
      perMessageDeflate: false,
      maxPayload: MAX_ANSWER_BYTES,
    });
  return openSocket(path, { dial, deadline }, prepare);
}
