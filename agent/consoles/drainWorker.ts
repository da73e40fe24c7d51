import { readSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { OVERFLOWN, openInotify, readWatches, unwatch, watchOpeners } from '../linux/inotify.ts';
import { POLL, waitForAny } from '../linux/poll.ts';
import { closeDescriptor } from '../linux/process.ts';
import type { DrainOrder, DrainReport, DrainWorkerData } from './drainMessages.ts';
import { type DrainSink, sinkOf } from './drainSinks.ts';

/*
 * A thread that empties PTYs of consoles, so that no guest waits for a reader. What it reads QEMU has logged
 * already, or it is written to the console's journal here. A thread of its own, since a main thread that is busy for
 * 80 ms is too late: a QEMU that finds the PTY full logs twice what it could not write. It sleeps in poll(2), never in
 * Node's event loop.
 */

/** After as much the other PTYs have their turn. */
const PASS = 256 << 10;
/**
 * A PTY gives as much at once while it has it (n_tty.c); after less it is most likely empty, and poll(2) says so if it
 * is not. Asking it costs more than that.
 */
const FULL_READ = 4095;
/**
 * After as little a PTY rests for a millisecond: a serial port prints a byte at a time, and to be woken for each would
 * slow the guest. It cannot be full by then: that port prints 300 bytes in a millisecond, and the PTY holds 9 KiB.
 */
const TRICKLE = 16;
const REST_MS = 1;
/**
 * So many milliseconds pass before openings and closings are asked for again: a program that opens a PTY without end has
 * every process of the machine looked through for it.
 */
const TOUCH_REST_MS = 50;
/** An agent that is not root keeps its ordinary priority. A SystemError has its errno below 0. */
const DENIED: ReadonlySet<unknown> = new Set([-constants.errno.EACCES, -constants.errno.EPERM]);

interface HeldPty {
  readonly id: number;
  readonly fd: number;
  readonly watch: number;
  readonly sink: DrainSink | undefined;
  draining: boolean;
  /** Not read before this time of performance.now(). */
  restsUntil: number;
  wantsWritable: boolean;
  /** poll(2) answers HUP for ever: no longer asked. */
  hungUp: boolean;
}

const { port, wake, priority } = workerData as DrainWorkerData;
const inotify = openInotify();
const held = new Map<number, HeldPty>();
const buffer = new Uint8Array(PASS);
/** Openings and closings are not asked for before this time of performance.now(). */
let touchRestsUntil = 0;

function report(report: DrainReport): void {
  port.postMessage(report);
}

/** Sleeps until something happens and deals with it. False when told to stop. */
function serveOnce(): boolean {
  const ptys = [...held.values()].filter((pty) => !pty.hungUp);
  const now = performance.now();
  const rests = ptys.some((pty) => pty.draining && pty.restsUntil > now);
  const touchRests = Math.max(0, touchRestsUntil - now);
  const [ordered = 0, touched = 0, ...happened] = waitForAny(
    [
      { fd: wake, events: POLL.IN },
      { fd: inotify, events: touchRests > 0 ? 0 : POLL.IN },
      ...ptys.map((pty) => ({ fd: pty.fd, events: eventsOf(pty, now) })),
    ],
    rests ? REST_MS : touchRests > 0 ? Math.ceil(touchRests) : undefined,
  );
  for (const [index, pty] of ptys.entries()) servePty(pty, happened[index] ?? 0);
  if (touched) tellTouched();
  return !ordered || takeOrders();
}

const eventsOf = (pty: HeldPty, now: number): number =>
  (pty.draining && pty.restsUntil <= now ? POLL.IN : 0) | (pty.wantsWritable ? POLL.OUT : 0);

function servePty(pty: HeldPty, happened: number): void {
  if (happened & POLL.IN) drain(pty);
  if (happened & (POLL.HUP | POLL.ERR | POLL.NVAL)) {
    pty.hungUp = true;
    report({ kind: 'hung-up', id: pty.id });
  } else if (happened & POLL.OUT) {
    pty.wantsWritable = false;
    report({ kind: 'writable', id: pty.id });
  }
}

/** Reads until there is nothing left, or a pass is done. */
function drain(pty: HeldPty): void {
  const { sink } = pty;
  if (!sink) return;
  let total = 0;
  while (total < PASS) {
    const length = readOrNothing(pty.fd, total);
    total += length;
    if (length === 0 || (length < FULL_READ && !sink.measures)) break;
  }
  const now = performance.now();
  if (total <= TRICKLE) pty.restsUntil = now + REST_MS;
  for (const found of sink.take(buffer.subarray(0, total), now)) report({ id: pty.id, ...found });
  // What cannot be kept stays with the guest, which waits as it does while nobody is attached.
  if (sink.failure !== undefined) pty.draining = false;
}

function readOrNothing(fd: number, at: number): number {
  try {
    return readSync(fd, buffer, at, PASS - at, null);
  } catch (error) {
    // EIO is a PTY whose other side is closed: poll(2) says so, too.
    if (error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EIO')) return 0;
    throw error;
  }
}

function tellTouched(): void {
  touchRestsUntil = performance.now() + TOUCH_REST_MS;
  const watches = readWatches(inotify);
  const isAny = watches.has(OVERFLOWN);
  for (const { id, watch } of held.values()) if (isAny || watches.has(watch)) report({ kind: 'touched', id });
}

function takeOrders(): boolean {
  readSync(wake, new Uint8Array(8));
  for (;;) {
    const received: { message: DrainOrder } | undefined = receiveMessageOnPort(port);
    if (!received) return true;
    if (received.message.kind === 'stop') return false;
    takeOrder(received.message);
  }
}

function takeOrder(order: Exclude<DrainOrder, { kind: 'stop' }>): void {
  if (order.kind === 'hold') hold(order);
  const pty = held.get(order.id);
  if (!pty) return;
  if (order.kind === 'drain') pty.draining = order.on && pty.sink !== undefined && pty.sink.failure === undefined;
  else if (order.kind === 'await-writable') pty.wantsWritable = true;
  else if (order.kind === 'release') release(pty);
}

function hold({ id, fd, record }: Extract<DrainOrder, { kind: 'hold' }>): void {
  const watch = watchOpeners(inotify, fd);
  held.set(id, {
    id,
    fd,
    watch,
    sink: record && sinkOf(record),
    draining: false,
    restsUntil: 0,
    wantsWritable: false,
    hungUp: false,
  });
  report({ kind: 'touched', id });
}

/** The only place where a PTY that this thread was given is closed: nobody polls a number that is another file's by now. */
function release(pty: HeldPty): void {
  held.delete(pty.id);
  // A PTY that is full at this moment has made QEMU stumble already.
  if (pty.draining) drain(pty);
  unwatch(inotify, pty.watch);
  closeDescriptor(pty.fd);
  if (pty.sink) closeDescriptor(pty.sink.fd);
  report({ kind: 'released', id: pty.id });
}

/** On Linux this is for the calling thread. */
function takePriority(): void {
  try {
    setPriority(priority);
  } catch (error) {
    const denied = error instanceof Error && 'errno' in error && DENIED.has(error.errno);
    if (!denied) throw error;
  }
}

takePriority();
while (serveOnce());
for (const pty of [...held.values()]) release(pty);
closeDescriptor(inotify);
