/**
 * Run as some user: subscribes to an agent's events and tells them. `node hearAs.mjs SOCKET PROTOCOL`; on standard output
 * a line when it is subscribed, then each event in a line of its own.
 */
import { connect } from 'node:net';
import { WebSocket } from 'ws';

const [, , path = '', protocol] = process.argv;
const socket = new WebSocket('ws://agent/rpc', { createConnection: () => connect(path) });
const ask = (id, method, params) => socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));

socket.on('open', () => {
  ask(0, 'hello', { protocol: Number(protocol), client: 'listener' });
  ask(1, 'subscribe', {});
});
socket.on('message', (data) => {
  const { id, error, method, params } = JSON.parse(String(data));
  if (error) throw new Error(error.message);
  if (id === 1) console.log('subscribed');
  if (method === 'event') console.log(JSON.stringify(params));
});
