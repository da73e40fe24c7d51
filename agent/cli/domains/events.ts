import type { AgentEvent } from '../../../protocol/events.ts';
import { type Arguments, type Flags, socketPath, type Texts } from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { printJson, printLine, type Terminal } from '../terminal.ts';

/** Prints what happens to the caller's domains, until it is interrupted or the agent ends. */
export async function events(
  { options }: Arguments<Flags<'json'> & Texts<'socket'>>,
  terminal: Terminal,
): Promise<number> {
  return withAgent(socketPath(terminal, options), async (agent) => {
    agent.onEvent((event) => {
      if (options.json) printJson(terminal, event);
      else printLine(terminal, eventText(event));
    });
    const closed = new Promise<never>((_, reject) => agent.onClose(reject));
    await Promise.race([agent.request('subscribe', {}), closed]);
    return closed;
  });
}

export function eventText(event: AgentEvent): string {
  switch (event.kind) {
    case 'defined':
      return `${event.domain.name}: defined`;
    case 'undefined':
      return `${event.name}: undefined`;
    case 'state':
      return `${event.domain.name}: ${event.domain.state} (${event.reason})`;
    case 'problem':
      return `${event.domain.name}: ${event.problem.message} [${event.problem.code}]`;
    case 'dev':
      return `${event.domain.name}: /dev: not as planned: ${event.drifted}, another on the host: ${event.outdated}`;
  }
}
