import type { WebSocket } from 'ws';
import type { ConsoleControl, ConsoleQuery } from '../../protocol/console.ts';
import type { Deadline } from '../../protocol/deadline.ts';
import { CLOSE_NORMAL, CLOSE_UNSUPPORTED_DATA } from '../../protocol/messageSocket.ts';
import type { Caller } from '../access/caller.ts';
import { ConsoleInput } from './consoleInput.ts';
import type { AgentService } from './handlers.ts';
import { SocketViewer } from './socketViewer.ts';

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
  const viewer = new SocketViewer<ConsoleControl>(query.terminal !== undefined);
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
