import type { WebSocket } from 'ws';
import { type ConsoleQuery, consoleQuery } from '../../protocol/console.ts';
import type { Deadline } from '../../protocol/deadline.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import { CLOSE_NORMAL, CLOSE_UNSUPPORTED_DATA } from '../../protocol/messageSocket.ts';
import { validate } from '../../protocol/validate.ts';
import type { Caller } from '../access/caller.ts';
import { ConsoleInput } from './consoleInput.ts';
import { ConsoleViewer } from './consoleViewer.ts';
import type { AgentService } from './handlers.ts';
import { checkVersion } from './rpcSession.ts';

/**
 * One viewer on the route `/console`. Fails before the upgrade when the console cannot be attached.
 *
 * @param upgrade completes the WebSocket; false when the request's own headers were wrong
 */
export function serveConsole(
  service: AgentService,
  caller: Caller,
  query: ConsoleQuery,
  deadline: Deadline,
  upgrade: (opened: (socket: WebSocket) => void) => boolean,
): void {
  const viewer = new ConsoleViewer();
  const attachment = service.attachConsole(caller, query, viewer);
  const isOpen = upgrade((socket) => {
    const input = new ConsoleInput(socket, attachment, deadline);
    socket.on('message', (data, isBinary) => {
      if (isBinary && data instanceof Uint8Array) void input.take(data);
      else socket.close(CLOSE_UNSUPPORTED_DATA, 'A console takes bytes only');
    });
    socket.on('close', (code) => {
      if (code === CLOSE_NORMAL) void input.finish().then(() => attachment.detach());
      else attachment.detach();
    });
    viewer.open(socket);
  });
  if (!isOpen) attachment.detach();
}

/** The query of `/console`, with the protocol's version that this route takes in place of a hello. */
export function readConsoleQuery(search: URLSearchParams, agentVersion: string): ConsoleQuery {
  const fields = new Map<string, string>();
  for (const [name, value] of search) {
    if (fields.has(name)) throw badRequest(`console: ${JSON.stringify(name)} is given twice`);
    fields.set(name, value);
  }
  const protocol = fields.get('protocol');
  if (protocol === undefined) throw badRequest('console: the query needs protocol=VERSION');
  checkVersion(Number(protocol), agentVersion);
  fields.delete('protocol');
  return validate(consoleQuery, Object.fromEntries(fields), 'console');
}

const badRequest = (message: string): VirtcellError => new VirtcellError({ code: 'bad-request', message });
