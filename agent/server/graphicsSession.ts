import { pipeline } from 'node:stream';
import { createWebSocketStream, type WebSocket } from 'ws';
import type { GraphicsQuery } from '../../protocol/graphics.ts';
import { CLOSE_NORMAL } from '../../protocol/messageSocket.ts';
import type { Caller } from '../access/caller.ts';
import type { AgentService } from './handlers.ts';

/**
 * One client on the route `/graphics`. Fails before the upgrade when there is no screen to be had.
 *
 * @param upgrade completes the WebSocket; false when the request's own headers were wrong, or the client has gone
 */
export async function serveGraphics(
  service: AgentService,
  caller: Caller,
  query: GraphicsQuery,
  upgrade: (opened: (socket: WebSocket) => void) => boolean,
): Promise<void> {
  const screen = await service.openScreen(caller, query);
  const isOpen = upgrade((socket) => {
    const client = createWebSocketStream(socket);
    // By itself the stream closes without a code. A QEMU that is killed before it has read all that was sent resets the
    // connection: that is an end as well, and is said before the pipeline drops the socket.
    const end = (): void => socket.close(CLOSE_NORMAL);
    screen.once('end', end).once('error', end);
    // Each waits for the other: RFB sends a picture when it is asked for one. Whoever ends ends both, and needs no word.
    pipeline(client, screen, client, () => undefined);
  });
  if (!isOpen) screen.destroy();
}
