import type { WebSocket } from 'ws';
import * as z from 'zod/mini';
import type { Deadline } from '../../protocol/deadline.ts';
import { CLOSE_POLICY } from '../../protocol/messageSocket.ts';
import { parseJson } from '../../protocol/parseJson.ts';
import { type ShellControl, type ShellQuery, shellOrder } from '../../protocol/shell.ts';
import type { Caller } from '../access/caller.ts';
import type { OpenShell } from '../consoles/shell.ts';
import { ConsoleInput } from './consoleInput.ts';
import type { AgentService } from './handlers.ts';
import { SocketViewer } from './socketViewer.ts';

/**
 * One client on the route `/shell`. Fails before the upgrade when there can be no shell.
 *
 * @param upgrade completes the WebSocket; false when the request's own headers were wrong, or the client has gone
 */
export async function serveShell(
  service: AgentService,
  caller: Caller,
  query: ShellQuery,
  deadline: Deadline,
  upgrade: (opened: (socket: WebSocket) => void) => boolean,
): Promise<void> {
  const client = new SocketViewer<ShellControl>();
  const shell = await service.openShell(caller, query, client);
  const isOpen = upgrade((socket) => {
    const input = new ConsoleInput(socket, shell, deadline);
    socket.on('message', (data, isBinary) => {
      if (isBinary && data instanceof Uint8Array) void input.take(data);
      else if (!obey(shell, data.toString())) socket.close(CLOSE_POLICY, 'not an order that a shell knows');
    });
    socket.on('close', () => shell.leave());
    client.open(socket);
  });
  if (!isOpen) shell.leave();
}

function obey(shell: OpenShell, text: string): boolean {
  const order = z.safeParse(shellOrder, parseJson(text));
  if (order.success) shell.resize(order.data);
  return order.success;
}
