import { connect } from 'node:net';
import { params } from '../../../protocol/methods.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { upgradeRequest } from './upgradeRequest.ts';

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function drawFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Draw = () => number;
const below = (draw: Draw, end: number): number => Math.floor(draw() * end);
const oneOf = <T>(draw: Draw, all: readonly T[]): T => all[below(draw, all.length)] as T;

const TEXT = 1;
const METHODS = Object.keys(params);
const ROUTES = ['/rpc', '/rpc', '/rpc', `/console?protocol=${PROTOCOL_VERSION}&name=demo`, '/nowhere', '/rpc?x=%'];
const HELLO = JSON.stringify({
  ...{ jsonrpc: '2.0', id: 0, method: 'hello', params: { protocol: PROTOCOL_VERSION, client: 'hostile' } },
});

/** One frame of RFC 6455, masked with zeros, or something that only looks like one. */
function frame(opcode: number, payload: Uint8Array, { isFinal = true, isMasked = true, reserved = 0 } = {}): Buffer {
  const { length } = payload;
  const size = length < 126 ? [length] : length < 65_536 ? [126, length >> 8, length & 255] : [127, ...long(length)];
  const first = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode;
  const [small = 0, ...rest] = size;
  const header = Buffer.from([first, (isMasked ? 0x80 : 0) | small, ...rest, ...(isMasked ? [0, 0, 0, 0] : [])]);
  return Buffer.concat([header, payload]);
}

function long(length: number): number[] {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(length));
  return [...bytes];
}

const bytes = (draw: Draw, most: number): Buffer =>
  Buffer.from(Array.from({ length: below(draw, most) }, () => below(draw, 256)));
const text = (value: unknown): Buffer =>
  frame(TEXT, Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));

/** A value where another one is expected. */
function junk(draw: Draw, depth = 0): unknown {
  const kind = below(draw, depth > 3 ? 5 : 7);
  if (kind === 0) return null;
  if (kind === 1) return oneOf(draw, [0, -1, 1.5, 2 ** 53, -0, 1e308]);
  if (kind === 2)
    return oneOf(draw, ['', 'demo', '..', '/', '\0', '\u{202e}x', '__proto__', 'x'.repeat(300), '<domain/>']);
  if (kind === 3) return draw() < 0.5;
  if (kind === 4) return bytes(draw, 20).toString('latin1');
  return kind === 5 ? Object.values(junkObject(draw, depth)) : junkObject(draw, depth);
}

function junkObject(draw: Draw, depth = 0): Record<string, unknown> {
  const names = ['name', 'owner', 'xml', 'protocol', 'constructor', 'all'];
  const named = Array.from({ length: below(draw, 4) }, () => [oneOf(draw, names), junk(draw, depth + 1)]);
  return Object.fromEntries(named);
}

/** What is nearly right, and is answered: the connection goes on. @param id of no other request in it */
function answeredFrame(draw: Draw, id: number): Buffer {
  const kind = draw();
  if (kind < 0.6) return text({ jsonrpc: '2.0', id, method: oneOf(draw, METHODS), params: junkObject(draw) });
  if (kind < 0.8) return text({ jsonrpc: '2.0', id, method: 'list' });
  if (kind < 0.9) return frame(9, bytes(draw, 125));
  return text({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: below(draw, 1000) } });
}

/** What no client sends: it ends the connection. */
function lastFrame(draw: Draw): Buffer {
  const kind = below(draw, 8);
  if (kind === 0) return Buffer.concat([frame(TEXT, bytes(draw, 60), { isFinal: false }), frame(0, bytes(draw, 60))]);
  if (kind === 1) return text(junk(draw));
  if (kind === 2)
    return text({ jsonrpc: '2.0', id: junk(draw), method: junk(draw), params: junk(draw), result: junk(draw) });
  if (kind === 3) return frame(TEXT, bytes(draw, 200));
  if (kind === 4) return frame(2, bytes(draw, 2000));
  if (kind === 5) return frame(below(draw, 16), bytes(draw, 100), { reserved: below(draw, 8), isMasked: draw() < 0.7 });
  if (kind === 6) return frame(TEXT, bytes(draw, 300)).subarray(0, below(draw, 200));
  return bytes(draw, 100);
}

/**
 * Sends so many frames to an agent's socket, over as many connections as it takes, one after the other: each goes on until
 * a frame that ends it.
 *
 * @returns how many connections that were
 */
export async function sendHostileFrames(path: string, count: number, draw: Draw): Promise<number> {
  let connections = 0;
  for (let sent = 0; sent < count; connections++) {
    const frames = Array.from({ length: below(draw, 40) }, (_, index) => answeredFrame(draw, index + 1));
    await oneConnection(path, frames, lastFrame(draw), draw);
    sent += frames.length + 1;
  }
  return connections;
}

/** Of the request behind all that are to be answered. */
const LAST_ID = 1_000_001;

/** A frame that closes, with its code: who does not answer it has the agent wait. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: frames are made of them
const CLOSING = /\x88[\x02-\x7d]\x03[\xe8-\xf7]/;

/**
 * The last frame goes when all before it were answered. Resolves when the agent has closed it, or the client has: half of
 * them just go.
 */
function oneConnection(path: string, frames: readonly Buffer[], last: Buffer, draw: Draw): Promise<void> {
  const [route, leaves] = [oneOf(draw, ROUTES), draw() < 0.5];
  const asked = text({ jsonrpc: '2.0', id: LAST_ID, method: 'list', params: {} });
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.write(Buffer.concat([Buffer.from(upgradeRequest(route)), text(HELLO), ...frames, asked]));
    });
    const leave = (): unknown => (leaves ? socket.destroy() : socket.end());
    let [answers, isOver] = ['', false];
    socket.on('data', (answer) => {
      answers += answer.toString('latin1');
      const isAnswered = answers.includes(`"id":${LAST_ID}`);
      if (isOver || !(isAnswered || CLOSING.test(answers))) return;
      isOver = true;
      if (isAnswered) socket.write(last, leave);
      else leave();
    });
    socket.on('close', () => resolve());
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // It was closed while we wrote.
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
    });
  });
}
