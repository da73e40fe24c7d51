import { openWebSocket } from '../../../agent/cli/connect.ts';
import { AgentClient } from '../../../protocol/agentClient.ts';
import type { AgentEvent } from '../../../protocol/events.ts';
import { messageSocket } from '../../../protocol/messageSocket.ts';
import type { DomainState } from '../../../protocol/methods.ts';
import type { AgentProcess } from '../agentProcess.ts';

/** Subscribes, and collects what is told from then on. */
export async function watchEvents(agent: AgentProcess) {
  const client = await AgentClient.greet(await openWebSocket(agent.socket, '/rpc', messageSocket), 'test');
  const seen: AgentEvent[] = [];
  let look = () => {};
  client.onEvent((event) => {
    seen.push(event);
    look();
  });
  await client.request('subscribe', {});
  /** The event of which that is so; also one that came before. */
  const find = (isIt: (event: AgentEvent) => boolean): Promise<AgentEvent> =>
    new Promise((resolve) => {
      look = () => {
        const found = seen.find(isIt);
        if (found) resolve(found);
      };
      look();
    });
  let counted = 0;
  /** The next event of this kind that was not counted yet. */
  const another = (kind: AgentEvent['kind']): Promise<void> =>
    new Promise((resolve) => {
      look = () => {
        const all = seen.filter((event) => event.kind === kind).length;
        if (all <= counted) return;
        counted += 1;
        resolve();
      };
      look();
    });
  return {
    find,
    another,
    /** The event that says the domain reached this state. */
    state: (state: DomainState): Promise<AgentEvent> =>
      find((event) => event.kind === 'state' && event.domain.state === state),
    /** The event of a state that was reached for this reason. */
    reason: (reason: string): Promise<AgentEvent> => find((event) => event.kind === 'state' && event.reason === reason),
    end: () => client.close(),
  };
}
