import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { DomainConsole } from '../../../agent/consoles/console.ts';
import { DrainThreads } from '../../../agent/consoles/drainThreads.ts';
import { BANNER, BURST_KEY, BURST_LINES, POWER_OFF_KEY } from '../../../scripts/guest/bootSector.mjs';
import { type Bundle, bundleDrainWorker } from './drainWorkerBundle.ts';
import { type EchoGuest, startEchoGuest } from './echoGuest.ts';
import { OutsideProgram } from './outsideProgram.ts';
import { RecordingViewer } from './recordingViewer.ts';

const ROUNDS = 12;
const BURST = Array.from({ length: BURST_LINES }, (_, line) => `${line.toString(16).padStart(4, '0')}\r\n`).join('');

let worker: Bundle;
let thread: DrainThreads;
let guest: EchoGuest;
let console: DomainConsole;

const fail = (message: string, error: unknown) => {
  throw new Error(message, { cause: error });
};
const newConsole = () => new DomainConsole(guest.source, { drainThreads: thread, log: fail });

beforeAll(async () => {
  worker = await bundleDrainWorker();
  thread = new DrainThreads(worker.path, fail);
});
afterAll(async () => {
  await thread.stop();
  worker.remove();
});
beforeEach(async () => {
  guest = await startEchoGuest();
  console = newConsole();
});
afterEach(async () => {
  await console.end('over');
  await guest.remove();
});

it('types and reads the echo, and ends with the domain', async () => {
  const viewer = new RecordingViewer();
  const attachment = console.attach(viewer, 'write');
  guest.go();
  await viewer.until(() => viewer.text === BANNER);
  await attachment.write(Buffer.from('hello, guest\r'));
  await viewer.until(() => viewer.text === `${BANNER}hello, guest\r\n`);
  await attachment.write(Buffer.from([POWER_OFF_KEY]));
  await guest.ended;
  await console.end('shutdown');
  expect(viewer.controls.at(-1)).toEqual({ kind: 'ended', reason: 'shutdown' });
  expect(viewer.bytes.equals(guest.log())).toBe(true);
});

it('loses and repeats nothing over many attachments in the middle of output, and a restart of the agent', async () => {
  guest.go();
  const whole = new RecordingViewer();
  console.attach(whole, 'read');
  await whole.until(() => whole.text === BANNER);
  const parts: string[] = [];
  let offset = 0;
  let marks = 0;
  for (let round = 0; round < ROUNDS; round++) {
    if (round === ROUNDS >> 1) {
      const former = console;
      console = newConsole();
      await former.end('restarted');
    }
    for (const typed of [Buffer.from([BURST_KEY]), Buffer.alloc(0)]) {
      const viewer = new RecordingViewer();
      const attachment = console.attach(viewer, 'write', offset);
      await attachment.write(typed);
      const part = typed.length ? 0.1 + (0.8 * round) / ROUNDS : 1;
      const enough = BANNER.length + BURST.length * (round + part);
      await viewer.until(() => offset + viewer.length >= enough);
      attachment.detach();
      parts.push(viewer.text);
      offset += viewer.length;
      marks += viewer.said('possible-repeat').length;
    }
  }
  const shown = parts.join('');
  expect(shown).toBe(guest.log().toString('latin1'));
  // What QEMU logs twice while the PTY is full is marked: without a mark the log is what the guest said.
  if (marks === 0) expect(shown).toBe(BANNER + BURST.repeat(ROUNDS));
  else expect(shown.length).toBeGreaterThanOrEqual(BANNER.length + BURST.length * ROUNDS);
});

it('leaves a program outside its bytes, names it, and shows them as well', async () => {
  const outside = await OutsideProgram.start(guest.source.ptyPath);
  const viewer = new RecordingViewer();
  const attachment = console.attach(viewer, 'write');
  await viewer.untilSaid('outside');
  expect(viewer.said('outside')).toEqual([{ kind: 'outside', pid: outside.pid, command: 'cat' }]);
  guest.go();
  await viewer.until(() => viewer.text === BANNER);
  await attachment.write(Buffer.from([BURST_KEY]));
  await viewer.until(() => viewer.length === BANNER.length + BURST.length);
  await outside.read(viewer.length);
  expect(viewer.text).toBe(BANNER + BURST);
  expect(outside.text).toBe(viewer.text);

  await outside.end();
  for (let burst = 2; burst < 5; burst++) {
    await attachment.write(Buffer.from([BURST_KEY]));
    await viewer.until(() => viewer.length >= BANNER.length + BURST.length * burst);
  }
  expect(viewer.bytes.equals(guest.log())).toBe(true);
});

it('lets a slow reader fall behind, and the guest and the others go on', async () => {
  const [slow, writer] = [new RecordingViewer(), new RecordingViewer()];
  slow.stall();
  console.attach(slow, 'read');
  const attachment = console.attach(writer, 'write');
  guest.go();
  await writer.until(() => writer.text === BANNER);
  const bursts = 15;
  for (let burst = 1; burst <= bursts; burst++) {
    await attachment.write(Buffer.from([BURST_KEY]));
    await writer.until(() => writer.length >= BANNER.length + BURST.length * burst);
  }
  expect(slow.length).toBeLessThanOrEqual((256 + 64) << 10);
  slow.resume();
  await slow.until(() => slow.length === writer.length);
  expect(slow.bytes.equals(guest.log())).toBe(true);
});
