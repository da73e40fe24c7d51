import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openWebSocket, withAgent } from '../../../agent/cli/connect.ts';
import { AgentClient } from '../../../protocol/agentClient.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { messageSocket } from '../../../protocol/messageSocket.ts';
import { entry, FakeService } from './fakeService.ts';
import { startServer } from './testServer.ts';

/** Node's own list has the effective group among them. */
function supplementaryGroups(): number[] {
  const [, groups = ''] = /^Groups:(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return groups.split(/\s+/).filter(Boolean).map(Number);
}

const connect = async (path: string) => AgentClient.greet(await openWebSocket(path, '/rpc', messageSocket), 'test');

test('a request reaches its handler with the caller as the kernel names it', async () => {
  const { path, service } = await startServer();
  const { domains } = await withAgent(path, (agent) => agent.request('list', { all: true }));
  expect(domains).toEqual([entry(process.getuid?.() ?? -1)]);
  expect(service.calls).toEqual([
    {
      method: 'list',
      params: { all: true },
      caller: {
        pid: process.pid,
        uid: process.getuid?.(),
        gid: process.getgid?.(),
        groups: supplementaryGroups(),
      },
    },
  ]);
});

test('an error of a handler crosses the socket whole', async () => {
  const data = {
    code: 'launch-step',
    message: 'no',
    step: 'build',
    syscall: 'mknodat',
    errno: 'EPERM',
    path: '/dev/null',
    element: '/domain/devices/rng',
    range: { start: { line: 1, character: 2 }, end: { line: 1, character: 9 } },
    hint: 'ask',
    diagnostics: [],
  } as const;
  const service = new FakeService({ start: () => Promise.reject(new VirtcellError(data)) });
  const { path, audit } = await startServer(service);
  const failure = await withAgent(path, (agent) => agent.request('start', { name: 'demo' })).catch((error) => error);
  expect(failure).toBeInstanceOf(VirtcellError);
  expect(failure.data).toEqual(data);
  expect(audit).toMatchObject([{ verb: 'start', domain: 'demo', result: 'launch-step', pid: process.pid }]);
});

test('an audit line has who asked for what, of which domain, when and with what end, and nothing of the XML', async () => {
  const { path, audit } = await startServer();
  const before = new Date().toISOString();
  await withAgent(path, (agent) => agent.request('attachDevice', { name: 'demo', xml: '<secret/>' }));
  const { pid, getuid } = process;
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  expect(audit).toEqual([{ time, uid: getuid?.(), pid, verb: 'attachDevice', domain: 'demo', result: 'ok' }]);
  expect((audit[0]?.time ?? '') >= before).toBe(true);
});

test.each([
  ['attachDevice', { name: 'demo', xml: '<rng/>' }],
  ['detachDevice', { name: 'demo', xml: '<rng/>' }],
  ['syncDev', { name: 'demo' }],
] as const)('%s of a running domain is in the audit', async (method, params) => {
  const { path, audit } = await startServer();
  await withAgent(path, (agent) => agent.request(method, params as never));
  expect(audit).toMatchObject([{ verb: method, domain: 'demo', result: 'ok' }]);
});

test('a failure that nobody foresaw is logged, and the client learns nothing of it', async () => {
  const service = new FakeService({ list: () => Promise.reject(new Error('secret path')) });
  const { path, errors } = await startServer(service);
  const failure = await withAgent(path, (agent) => agent.request('list', {})).catch((error) => error);
  expect(failure.data).toEqual({ code: 'internal', message: expect.not.stringContaining('secret') });
  expect(errors).toMatchObject([{ what: 'list', error: { message: 'secret path' } }]);
});

test('requests under way and later ones end with agent-closed when the connection goes', async () => {
  const service = new FakeService({ start: () => new Promise(() => {}) });
  const { path, close } = await startServer(service);
  const agent = await connect(path);
  const under = agent.request('start', { name: 'demo' });
  await Promise.all([expect(under).rejects.toMatchObject({ code: 'agent-closed' }), close()]);
  await expect(agent.request('list', {})).rejects.toMatchObject({ code: 'agent-closed' });
});

test('events reach subscribers only, and stop with the connection', async () => {
  const { path, service } = await startServer();
  const told = { kind: 'undefined', name: 'demo', uuid: 'u', owner: 0 } as const;
  const agent = await connect(path);
  service.tell(told);
  const first = new Promise((resolve) => agent.onEvent(resolve));
  await agent.request('subscribe', {});
  service.tell({ ...told, name: 'second' });
  expect(await first).toMatchObject({ name: 'second' });
  const closed = new Promise((resolve) => agent.onClose(resolve));
  const unsubscribed = new Promise<void>((resolve) => {
    service.unsubscribed = resolve;
  });
  agent.close();
  expect(await closed).toMatchObject({ code: 'agent-closed' });
  await unsubscribed;
});
