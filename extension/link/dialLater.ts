import type { AgentClient } from '../../protocol/agentClient.ts';
import type { AgentSocket } from './dialAgent.ts';

/** Ways to the agent whose code, a quarter of the extension with ws and JSON-RPC, loads when one is first taken. */
export const dialLater = (socket: string) => ({
  connect: async (): Promise<AgentClient> => (await import('./dialAgent.ts')).connectAgent(socket),
  openSocket: async <T>(route: string, prepare: (socket: AgentSocket) => T): Promise<T> =>
    (await import('./dialAgent.ts')).openAgentSocket(socket, route, prepare),
});
