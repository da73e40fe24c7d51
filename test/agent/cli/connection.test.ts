import { renameSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { openWebSocket } from '../../../agent/cli/connect.ts';
import { checkVersion } from '../../../agent/server/rpcSession.ts';
import { toResponseError } from '../../../protocol/rpcErrors.ts';
import { PROTOCOL_VERSION } from '../../../protocol/version.ts';
import { FakeService } from '../server/fakeService.ts';
import { startServer, temporaryFolder } from '../server/testServer.ts';
import { virtcell } from './virtcell.ts';

async function listen(server: Server): Promise<string> {
  const path = join(temporaryFolder(), 'agent.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  return path;
}

test('no agent', async () => {
  expect(await virtcell('/nowhere/agent.sock', ['list'])).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "virtcell: No agent is running at this socket. [agent-not-running]
      system   connect: ENOENT
      path     /nowhere/agent.sock
      hint     Start it: sudo virtcell agent start, where it is installed, else sudo virtcell agent run.
    ",
      "stdout": "",
    }
  `);
});

test('an agent that died and left its socket', async () => {
  const { path, close } = await startServer();
  renameSync(path, `${path}.old`);
  await close();
  const { code, stderr } = await virtcell(`${path}.old`, ['list']);
  expect(code).toBe(1);
  expect(stderr).toContain('[agent-not-running]\n  system   connect: ECONNREFUSED\n');
});

test('an agent of another version', async () => {
  const server = createHttpServer();
  new WebSocketServer({ server }).on('connection', (socket) => {
    socket.on('message', (data) => {
      const { id, params } = JSON.parse(data.toString());
      try {
        checkVersion(params.protocol + 1, '0.0.9');
      } catch (error) {
        socket.send(JSON.stringify({ jsonrpc: '2.0', id, error: toResponseError(error).toJson() }));
      }
    });
  });
  const path = await listen(server);
  const said = await virtcell(path, ['list']);
  const [next, own] = [PROTOCOL_VERSION + 1, PROTOCOL_VERSION];
  const stderr = said.stderr.replace(`protocol ${next},`, 'protocol N+1,').replace(`protocol ${own}.`, 'protocol N.');
  expect({ ...said, stderr }).toMatchInlineSnapshot(`
    {
      "code": 1,
      "stderr": "virtcell: The client speaks protocol N+1, the agent (version 0.0.9) protocol N. [agent-version]
      hint     Update the agent, and restart it; running VMs go on.
    ",
      "stdout": "",
    }
  `);
});

test('something that is no agent', async () => {
  const web = await listen(createHttpServer((_, response) => response.end('hello')));
  const ssh = await listen(createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')));
  for (const path of [web, ssh]) {
    const { code, stderr } = await virtcell(path, ['list']);
    expect([code, stderr]).toEqual([
      1,
      `virtcell: What listens at this socket is no agent. [agent-not-running]\n  path     ${path}\n`,
    ]);
  }
});

test('an agent that does not answer', async () => {
  const path = await listen(createServer());
  let expire: () => void = () => {};
  const opening = openWebSocket(
    path,
    '/rpc',
    () => {},
    (_, expired) => {
      expire = expired;
      return () => {};
    },
  );
  expire();
  await expect(opening).rejects.toMatchObject({ code: 'timeout' });
});

test('an agent that ends meanwhile', async () => {
  const service = new FakeService({ start: () => new Promise(() => {}) });
  const { path, close } = await startServer(service);
  service.onCall = () => void close();
  const { code, stderr } = await virtcell(path, ['start', 'demo']);
  expect(code).toBe(1);
  expect(stderr).toContain('The connection to the agent was closed. [agent-closed]');
});

test('the socket: an option before the environment', async () => {
  const { path } = await startServer();
  expect(await virtcell('/nowhere/agent.sock', ['list', '--socket', path])).toMatchObject({ code: 0 });
});

test('a path that the kernel would cut off', async () => {
  const { code, stderr } = await virtcell(`/run/${'x'.repeat(110)}`, ['list']);
  expect([code, stderr]).toEqual([1, expect.stringContaining('at most 107 bytes')]);
});
