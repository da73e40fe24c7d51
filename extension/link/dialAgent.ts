import 'vscode-jsonrpc/node';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { AgentClient } from '../../protocol/agentClient.ts';
import { MAX_ANSWER_BYTES } from '../../protocol/limits.ts';
import { messageSocket } from '../../protocol/messageSocket.ts';
import { openSocket } from '../../protocol/openSocket.ts';
import { timerDeadline } from '../timerDeadline.ts';

/** A connection to one of the agent's routes. */
export type AgentSocket = WebSocket;

/** Opens a route on the agent's socket; see openSocket. The route may hold no colon. */
export function openAgentSocket<T>(path: string, route: string, prepare: (socket: AgentSocket) => T): Promise<T> {
  const dial = (): WebSocket =>
    // For anything but a Unix socket the editor puts its proxies in place of our connection. What stands here as the
    // socket's path is only for it to see: the connection is made by us, and takes paths with colons too.
    new WebSocket(`ws+unix:/agent:${route}`, {
      createConnection: () => connect(path),
      perMessageDeflate: false,
      maxPayload: MAX_ANSWER_BYTES,
    });
  return openSocket(path, { dial, deadline: timerDeadline }, prepare);
}

/** Connects and says hello. @throws VirtcellError why there is no agent to talk to */
export async function connectAgent(path: string): Promise<AgentClient> {
  return AgentClient.greet(await openAgentSocket(path, '/rpc', messageSocket), 'virtcell editor');
}
