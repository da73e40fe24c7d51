import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { eventText } from '../../../../agent/cli/domains/events.ts';
import { event } from '../../../../protocol/events.ts';
import { entry } from '../../server/fakeService.ts';
import { startServer } from '../../server/testServer.ts';
import { FakeTerminal } from '../virtcell.ts';

const STARTED = { kind: 'state', domain: entry(1000), reason: 'created' } as const;

test('events are printed as they happen, until the agent ends', async () => {
  const { path, service, close } = await startServer();
  const terminal = new FakeTerminal({ VIRTCELL_SOCKET: path });
  const subscribed = new Promise<void>((resolve) => {
    service.subscribed = resolve;
  });
  const finished = terminal.run('events', '--json');
  await subscribed;
  service.tell(STARTED);
  service.tell({ kind: 'undefined', name: 'demo', uuid: 'u', owner: 1000 });
  await terminal.seen('"undefined"');
  await close();
  const { code, stdout, stderr } = await finished;
  expect([code, stderr]).toEqual([1, expect.stringContaining('[agent-closed]')]);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(lines.at(-1)).toMatchObject({ error: { code: 'agent-closed' } });
  expect(lines.slice(0, -1).map((line) => z.parse(event, line).kind)).toEqual(['state', 'undefined']);
});

test('what people read', () => {
  expect([
    eventText(STARTED),
    eventText({ kind: 'defined', domain: entry(1000) }),
    eventText({ kind: 'undefined', name: 'demo', uuid: 'u', owner: 1000 }),
  ]).toEqual(['demo: running (created)', 'demo: defined', 'demo: undefined']);
});
