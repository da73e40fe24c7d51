import type { Readable, Writable } from 'node:stream';
import type { WebSocket } from 'ws';

/** Input beyond this waits in standard input. */
const MAX_UNSENT_BYTES = 1 << 20;

/** Prints what came, and lets the agent wait for whoever reads it. */
export function printBytes(stdout: Writable, bytes: Uint8Array, socket: WebSocket): void {
  if (stdout.write(bytes)) return;
  socket.pause();
  stdout.once('drain', () => socket.resume());
}

/** Sends what was typed, and lets whoever typed it wait for the agent. */
export function sendBytes(socket: WebSocket, bytes: Uint8Array, stdin: Readable): void {
  socket.send(bytes, { binary: true }, () => stdin.resume());
  if (socket.bufferedAmount > MAX_UNSENT_BYTES) stdin.pause();
}
