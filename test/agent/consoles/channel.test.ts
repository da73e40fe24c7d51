import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DomainConsole } from '../../../agent/consoles/console.ts';
import { ConsoleBench } from './consoleBench.ts';
import { useDrainThread } from './drainThreadSuite.ts';
import { OutsideProgram } from './outsideProgram.ts';
import { RecordingViewer } from './recordingViewer.ts';

/** More than a PTY holds: it only goes through when somebody reads. */
const MUCH = Buffer.from(Array.from({ length: 60_000 }, (_, line) => `${100_000 + line}\n`).join(''));

const thread = useDrainThread();
let bench: ConsoleBench;
let journal: string;
let channel: DomainConsole;

const another = () => bench.another({ alias: 'channel0', record: 'journal', logPath: journal });
beforeEach(() => {
  bench = new ConsoleBench(thread());
  journal = join(bench.folder, 'channel0.log');
  writeFileSync(journal, '');
  channel = another();
});
afterEach(async () => {
  await channel.end('over');
  await bench.close();
  expect(bench.logged).toEqual([]);
});

it('is shown to all who are attached, whole, and kept in its journal', async () => {
  const [reader, writer] = [new RecordingViewer(), new RecordingViewer()];
  channel.attach(reader, 'read');
  channel.attach(writer, 'write');
  expect(reader.said('attached')).toEqual([
    { kind: 'attached', alias: 'channel0', path: bench.master.path, offset: 0, writer: false, journal: true },
  ]);
  await bench.master.writeAll(MUCH);
  for (const viewer of [reader, writer]) {
    await viewer.until(() => viewer.length === MUCH.length);
    expect(viewer.bytes.equals(MUCH)).toBe(true);
    // Its PTY was full again and again, and nothing of it was written twice.
    expect(viewer.said('possible-repeat')).toEqual([]);
  }
  expect(readFileSync(journal).equals(MUCH)).toBe(true);
});

it('goes both ways', async () => {
  const viewer = new RecordingViewer();
  const attachment = channel.attach(viewer, 'write');
  await attachment.write(Buffer.from('ping'));
  expect(bench.master.read().toString()).toBe('ping');
  await bench.master.writeAll(Buffer.from('pong'));
  await viewer.until(() => viewer.text === 'pong');
});

it('has its PTY open while anybody is attached, and for those who only read the log not at all', async () => {
  const follower = new RecordingViewer();
  const following = channel.readLog(follower, { from: 0, follow: true });
  await follower.untilSaid('caught-up');
  expect(bench.master.slavesHere()).toBe(0);
  const [reader, writer] = [new RecordingViewer(), new RecordingViewer()];
  const reading = channel.attach(reader, 'read');
  expect(bench.master.slavesHere()).toBe(1);
  const writing = channel.attach(writer, 'write');
  writing.detach();
  expect(bench.master.slavesHere()).toBe(1);
  await bench.master.writeAll(Buffer.from('still'));
  await follower.until(() => follower.text === 'still');
  reading.detach();
  bench.master.waitClosed();
  expect(bench.master.slavesHere()).toBe(0);
  following.detach();
});

it('loses nothing between two who are attached: what the PTY kept is the next of its journal', async () => {
  const first = new RecordingViewer();
  const attachment = channel.attach(first, 'read');
  await bench.master.writeAll(Buffer.from('one '));
  await first.until(() => first.text === 'one ');
  attachment.detach();
  bench.master.waitClosed();
  bench.master.writeSome(Buffer.from('two '));
  await channel.end('restarted');
  channel = another();
  const second = new RecordingViewer();
  channel.attach(second, 'read', first.length);
  await bench.master.writeAll(Buffer.from('three'));
  await second.until(() => second.text.endsWith('three'));
  expect(second.text).toBe('two three');
  expect(second.said('attached')[0]?.offset).toBe(4);
});

it('is an outside program’s while that holds the PTY, and flows again when it lets go', async () => {
  const outside = await OutsideProgram.start(bench.master.path);
  const viewer = new RecordingViewer();
  channel.attach(viewer, 'read');
  await viewer.untilSaid('outside');
  expect(viewer.said('outside')).toEqual([{ kind: 'outside', pid: outside.pid, command: 'cat', takesOutput: true }]);
  await bench.master.writeAll(MUCH);
  expect((await outside.read(MUCH.length)).length).toBe(MUCH.length);
  expect([viewer.length, readFileSync(journal).length]).toEqual([0, 0]);
  await outside.end();
  await bench.master.writeAll(MUCH);
  await viewer.until(() => viewer.length === MUCH.length);
  expect(viewer.bytes.equals(MUCH)).toBe(true);
});

it('has a log that is read to its end, or followed', async () => {
  const viewer = new RecordingViewer();
  channel.attach(viewer, 'read');
  await bench.master.writeAll(Buffer.from('said so far'));
  await viewer.until(() => viewer.length > 0);
  const [log, follower] = [new RecordingViewer(), new RecordingViewer()];
  channel.readLog(log, { from: 5, follow: false });
  channel.readLog(follower, { from: 5, follow: true });
  await log.until(() => log.closed);
  expect([log.text, log.order]).toEqual(['so far', ['attached', 'bytes', 'caught-up', 'ended']]);
  await bench.master.writeAll(Buffer.from(', and on'));
  await follower.until(() => follower.text === 'so far, and on');
  expect(follower.closed).toBe(false);
});
