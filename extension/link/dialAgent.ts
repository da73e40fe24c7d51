import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { AgentClient } from '../../protocol/agentClient.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import { messageSocket } from '../../protocol/messageSocket.ts';

export function openAgentSocket<T>(path: string, route: string, prepare: (socket: WebSocket) => T): Promise<T> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws+unix:/agent:${route}`, {
      createConnection: () => connect(path),
      perMessageDeflate: false,
    });
    const prepared = prepare(socket);
    socket.once('open', () => resolve(prepared));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        new VirtcellError({
          code: error.code === 'EACCES' ? 'agent-denied' : 'agent-not-running',
          message: error.message,
          errno: error.code ?? '',
        }),
      ),
    );
  });
}

export async function connectAgent(path: string): Promise<AgentClient> {
  return AgentClient.greet(await openAgentSocket(path, '/rpc', messageSocket), 'virtcell editor');
}
