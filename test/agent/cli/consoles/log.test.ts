import { describe, expect, it, test } from 'vitest';
import { readOffset, readTime } from '../../../../agent/cli/consoles/logPlace.ts';
import type { SeenEnd } from '../../../../protocol/lineTimes.ts';
import { FakeService, type FakeViewer } from '../../server/fakeService.ts';
import { startServer } from '../../server/testServer.ts';
import { FakeTerminal, virtcell } from '../virtcell.ts';

const NOW = Date.parse('2026-03-04T12:00:00Z');

describe('a time', () => {
  it.each([
    ['90s', NOW - 90_000],
    ['10m', NOW - 600_000],
    ['2h', NOW - 7_200_000],
    ['3d', NOW - 259_200_000],
    ['999999999d', 0],
    ['2026-03-04T11:30:00Z', NOW - 1_800_000],
    ['2026-03-04T12:30+01:00', NOW - 1_800_000],
    ['2026-03-04 11:30', new Date(2026, 2, 4, 11, 30).getTime()],
    ['2026-03-04', new Date(2026, 2, 4).getTime()],
  ])('%s', (text, time) => expect(readTime(text, NOW)).toBe(time));

  it.each(['', '10', '10 m', '-1h', '1w', 'yesterday', '2026-13-01', '2026-03-04T25:00', '12:30', '1e3s'])(
    'is not %j',
    (text) => expect(() => readTime(text, NOW)).toThrow('--since takes'),
  );
});

it.each(['', '-1', '1.5', '0x10', '1'.repeat(16)])('an offset is not %j', (text) => {
  expect(() => readOffset(text)).toThrow('--from takes');
});

/** A log that holds `text`. @param times as consoleLog tells them */
async function logOf(text: string, say: (viewer: FakeViewer) => void = () => undefined, times: SeenEnd[] = []) {
  const entry = { alias: 'serial0', running: true, first: 0, end: text.length, marks: [], since: null };
  const service = new FakeService({ consoleLog: async (_, asked) => ({ ...entry, ...(asked.times && { times }) }) });
  service.greet = (viewer) => {
    const { control, output, close } = {
      control: viewer.viewer.control.bind(viewer.viewer),
      output: viewer.viewer.output.bind(viewer.viewer),
      close: viewer.viewer.close.bind(viewer.viewer),
    };
    control({ kind: 'attached', alias: 'serial0', path: '', offset: 0, writer: false });
    say(viewer);
    output(Buffer.from(text));
    if (viewer.query.mode !== 'log') return;
    control({ kind: 'ended', reason: 'that is all so far' });
    close();
  };
  return startServer(service);
}

test('the log is printed as it is, and what is said of it stands on standard error', async () => {
  const { path, service } = await logOf('boot\x1b[0m\r\n', ({ viewer }) => {
    viewer.control({ kind: 'gap', from: 0, to: 100 });
    viewer.control({ kind: 'possible-repeat', offset: 120 });
  });
  expect(await virtcell(path, ['log', 'demo', 'serial1', '--from', '50'])).toEqual({
    code: 0,
    stdout: 'boot\x1b[0m\r\n',
    stderr: '[100 bytes of output are no longer kept]\n[some output may stand here twice]\n',
  });
  expect(service.viewers[0]?.query).toMatchObject({ name: 'demo', alias: 'serial1', mode: 'log', from: 50 });
});

test('--follow goes on until the domain ends, and says so', async () => {
  const { path, service } = await logOf('so far, ');
  const terminal = new FakeTerminal({ VIRTCELL_SOCKET: path });
  const finished = terminal.run('log', 'demo', '--follow', '--since', '10m');
  await terminal.seen('so far, ');
  const [viewer] = service.viewers;
  expect(viewer?.query.mode).toBe('follow');
  expect(viewer?.query.since).toBeLessThanOrEqual(Date.now() - 600_000);
  viewer?.viewer.output(Buffer.from('and more'));
  viewer?.viewer.control({ kind: 'ended', reason: 'destroyed' });
  viewer?.viewer.close();
  expect(await finished).toEqual({ code: 0, stdout: 'so far, and more', stderr: '[destroyed]\n' });
});

test('--times puts before each line when it came: by its place in all the output, and by the clock after that', async () => {
  const { path } = await logOf('first\nsecond\n', undefined, [{ time: Date.UTC(2026, 2, 4, 12), offset: 6 }]);
  const { stdout } = await virtcell(path, ['log', 'demo', '--times']);
  expect(stdout).toMatch(/^\[2026-03-04T12:00:00Z\] first\n\[20\d\d-[^\]]+Z\] second\n$/);
  expect(stdout).not.toContain('[2026-03-04T12:00:00Z] second');
});

test('an agent that goes away in the middle is an error', async () => {
  const { path, close } = await logOf('so far');
  const terminal = new FakeTerminal({ VIRTCELL_SOCKET: path });
  const finished = terminal.run('log', 'demo', '--follow');
  await terminal.seen('so far');
  await close();
  expect(await finished).toMatchObject({ code: 1, stderr: expect.stringContaining('[agent-closed]') });
});

test('--json says what there is', async () => {
  const { path, service } = await startServer();
  const { code, stdout } = await virtcell(path, ['log', 'demo', 'serial0', '--json']);
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    { alias: 'serial0', running: true, first: 0, end: 0, marks: [], since: null },
  ]);
  expect(service.calls).toMatchObject([{ method: 'consoleLog', params: { name: 'demo', alias: 'serial0' } }]);
});

test.each([
  ['a domain that is not there', ['log', 'other'], 1],
  ['a time that is none', ['log', 'demo', '--since', 'soon'], 2],
  ['an offset that is none', ['log', 'demo', '--from', '-1'], 2],
  ['two things at once', ['log', 'demo', '--json', '--follow'], 2],
  ['two others', ['log', 'demo', '--json', '--times'], 2],
])('%s is refused', async (_, argv, code) => {
  const { path } = await startServer();
  expect(await virtcell(path, argv)).toMatchObject({ code, stdout: '' });
});
