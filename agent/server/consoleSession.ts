import type { WebSocket } from 'ws';
import * as z from 'zod/mini';
import { type ConsoleControl, type ConsoleQuery, consoleOrder } from '../../protocol/console.ts';
import type { Deadline } from '../../protocol/deadline.ts';
import { CLOSE_NORMAL, CLOSE_POLICY } from '../../protocol/messageSocket.ts';
import { parseJson } from '../../protocol/parseJson.ts';
import type { Caller } from '../access/caller.ts';
import type { Attachment } from '../consoles/viewer.ts';
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
      else if (!obey(attachment, data.toString())) socket.close(CLOSE_POLICY, 'not an order that a console knows');
    });
    socket.on('close', (code) => {
      if (code === CLOSE_NORMAL) void input.finish().then(() => attachment.detach());
      else attachment.detach();
    });
    viewer.open(socket);
  });
  if (!isOpen) attachment.detach();
}

function obey(attachment: Attachment, text: string): boolean {
  const order = z.safeParse(consoleOrder, parseJson(text));
  if (order.success) attachment.shown(order.data.bytes);
  return order.success;
}
