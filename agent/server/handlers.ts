import type { Duplex } from 'node:stream';
import type { ConsoleQuery } from '../../protocol/console.ts';
import type { AgentEvent } from '../../protocol/events.ts';
import type { GraphicsQuery } from '../../protocol/graphics.ts';
import type { Method, Params, Result } from '../../protocol/methods.ts';
import type { ShellControl, ShellQuery } from '../../protocol/shell.ts';
import type { Caller } from '../access/caller.ts';
import type { Attachment, Viewer } from '../consoles/console.ts';
import type { OpenShell } from '../consoles/shell.ts';

/** What the agent does for each method; the parameters were validated. A VirtcellError crosses the socket whole. */
export type Handlers = {
  readonly [M in Exclude<Method, 'hello' | 'subscribe'>]: (caller: Caller, params: Params<M>) => Promise<Result<M>>;
};

/** All that the server needs of the agent behind it. */
export interface AgentService {
  readonly version: string;
  readonly handlers: Handlers;
  /** Only events about domains that the caller may see. Returns what ends the subscription. */
  subscribe(caller: Caller, listener: (event: AgentEvent) => void): () => void;
  attachConsole(caller: Caller, query: ConsoleQuery, viewer: Viewer): Attachment;
  /** A shell inside a running domain, with the client at its other end. */
  openShell(caller: Caller, query: ShellQuery, client: Viewer<ShellControl>): Promise<OpenShell>;
  /** The screen of a running domain, as the bytes of RFB. */
  openScreen(caller: Caller, query: GraphicsQuery): Promise<Duplex>;
  /** Whether the process is one of the agent's own VMs, or lives in the namespace of one: such a peer is refused. */
  isDomainProcess(pid: number): boolean;
}
