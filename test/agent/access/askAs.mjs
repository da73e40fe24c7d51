/**
 * Run as some user: puts requests to an agent and tells what came of each. `node askAs.mjs SOCKET PROTOCOL`, the requests
 * on standard input, `{methods: [{method, params}], routes: [ROUTE]}`; on standard output the code of each, or `ok`.
 */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';

const [, , path = '', protocol] = process.argv;
const open = (route) => new WebSocket(`ws://agent${route}`, { createConnection: () => connect(path) });

/** What an upgrade comes to: the code of the refusal, or `ok`. */
const upgraded = (route) =>
  new Promise((resolve) => {
    const socket = open(route);
    socket.on('error', (error) => resolve(error.code ?? 'error'));
    socket.on('open', () => {
      resolve('ok');
      socket.terminate();
    });
    socket.on('unexpected-response', (_, response) =>
      text(response).then((body) => resolve(JSON.parse(body).code ?? response.statusCode)),
    );
  });

/** The connection on which the methods are asked, or why there is none. */
const connected = () =>
  new Promise((resolve) => {
    const socket = open('/rpc');
    socket.on('error', (error) => resolve(error.code ?? 'error'));
    socket.on('open', () => resolve(socket));
  });

const { methods, routes } = JSON.parse(await text(process.stdin));
const socket = await connected();
const answers = {};
if (typeof socket === 'string') answers.connect = socket;
else {
  const ask = (id, method, params) =>
    new Promise((resolve) => {
      const heard = (data) => {
        const answer = JSON.parse(String(data));
        if (answer.id !== id) return;
        socket.off('message', heard);
        resolve(answer.error ? (answer.error.data?.code ?? answer.error.message) : 'ok');
      };
      socket.on('message', heard);
      socket.once('close', (code) => resolve(`closed ${code}`));
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  await ask(0, 'hello', { protocol: Number(protocol), client: 'matrix' });
  for (const [id, { method, params }] of methods.entries()) answers[method] = await ask(id + 1, method, params);
  for (const route of routes) answers[route.replace(/\?.*/, '')] = await upgraded(route);
  socket.terminate();
}
console.log(JSON.stringify(answers));
