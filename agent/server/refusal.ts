import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ErrorCode, ErrorData } from '../../protocol/errors.ts';

/** For those who look at the traffic; clients go by the body's code. */
function statusOf(code: ErrorCode): number {
  switch (code) {
    case 'caller-refused':
      return 403;
    case 'domain-not-found':
    case 'console-not-found':
      return 404;
    case 'console-busy':
    case 'domain-not-running':
      return 409;
    case 'limit-reached':
    case 'shell-unavailable':
      return 503;
    case 'internal':
      return 500;
    default:
      return 400;
  }
}

/**
 * Answers an upgrade request, or a connection whose request was not even read, with an error in full. What the peer
 * still sends is thrown away: closing at once would meet its write with EPIPE, and it would never read the answer.
 */
export function refuse(socket: Duplex, data: ErrorData): void {
  if (socket.destroyed) return;
  const status = statusOf(data.code);
  const body = JSON.stringify(data);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.once('end', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.resume();
}
