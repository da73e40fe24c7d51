import { readSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { openInotify, readWatches, unwatch, watchOpeners } from '../linux/inotify.ts';
import { POLL, waitForAny } from '../linux/poll.ts';
import { closeDescriptor } from '../linux/process.ts';
import type { DrainEvent, DrainOrder, DrainReport, DrainWorkerData } from './drainMessages.ts';

/*
 * The thread that empties the PTYs of all consoles, so that no guest waits for a reader. What it reads is thrown away:
 * output comes from QEMU's log. A thread of its own, since a main thread that is busy for 80 ms is too late: a QEMU that
 * finds the PTY full logs twice what it could not write. It sleeps in poll(2), never in Node's event loop.
 */

/** A PTY that had as much to read at once may have been full: it holds 20,480 bytes written singly, 9,728 written at once. */
const OVERFULL = 9 << 10;
/** After as much the other PTYs have their turn. */
const PASS = 64 << 10;
const PRIORITY = -10;
/** An agent that is not root keeps its ordinary priority. A SystemError has its errno below 0. */
const DENIED: ReadonlySet<unknown> = new Set([-constants.errno.EACCES, -constants.errno.EPERM]);

interface HeldPty {
  readonly id: number;
  readonly fd: number;
  readonly watch: number;
  draining: boolean;
  wantsWritable: boolean;
  /** poll(2) answers HUP for ever: no longer asked. */
  hungUp: boolean;
}

const { port, wake } = workerData as DrainWorkerData;
const inotify = openInotify();
const held = new Map<number, HeldPty>();
const discarded = new Uint8Array(PASS);

function report(kind: DrainReport['kind'], id: number): void {
  port.postMessage({ kind, id } satisfies DrainReport);
}

/** Sleeps until something happens and deals with it. False when told to stop. */
function serveOnce(): boolean {
  const ptys = [...held.values()].filter((pty) => !pty.hungUp);
  const [ordered = 0, touched = 0, ...happened] = waitForAny([
    { fd: wake, events: POLL.IN },
    { fd: inotify, events: POLL.IN },
    ...ptys.map((pty) => ({ fd: pty.fd, events: eventsOf(pty) })),
  ]);
  for (const [index, pty] of ptys.entries()) servePty(pty, happened[index] ?? 0);
  if (touched) tellTouched();
  return !ordered || takeOrders();
}

const eventsOf = (pty: HeldPty): number => (pty.draining ? POLL.IN : 0) | (pty.wantsWritable ? POLL.OUT : 0);

function servePty(pty: HeldPty, happened: number): void {
  if (happened & POLL.IN && drain(pty) >= OVERFULL) report('overfull', pty.id);
  if (happened & (POLL.HUP | POLL.ERR | POLL.NVAL)) {
    pty.hungUp = true;
    report('hung-up', pty.id);
  } else if (happened & POLL.OUT) {
    pty.wantsWritable = false;
    report('writable', pty.id);
  }
}

/** Reads until there is nothing left, or a pass is done. Returns how much there was. */
function drain({ fd }: HeldPty): number {
  let total = 0;
  while (total < PASS) {
    const length = readOrNothing(fd);
    if (length === 0) break;
    total += length;
  }
  return total;
}

function readOrNothing(fd: number): number {
  try {
    return readSync(fd, discarded);
  } catch (error) {
    // EIO is a PTY whose other side is closed: poll(2) says so, too.
    if (error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EIO')) return 0;
    throw error;
  }
}

function tellTouched(): void {
  const watches = readWatches(inotify);
  for (const { id, watch } of held.values()) if (watches.has(watch)) report('touched', id);
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
  if (order.kind === 'hold') hold(order.id, order.fd);
  const pty = held.get(order.id);
  if (!pty) return;
  if (order.kind === 'drain') pty.draining = order.on;
  else if (order.kind === 'await-writable') pty.wantsWritable = true;
  else if (order.kind === 'release') release(pty);
}

function hold(id: number, fd: number): void {
  const watch = watchOpeners(inotify, fd);
  held.set(id, { id, fd, watch, draining: false, wantsWritable: false, hungUp: false });
  report('touched' satisfies DrainEvent, id);
}

/** The only place where a PTY that this thread was given is closed: nobody polls a number that is another file's by now. */
function release(pty: HeldPty): void {
  held.delete(pty.id);
  // A PTY that is full at this moment has made QEMU stumble already.
  if (pty.draining && drain(pty) >= OVERFULL) report('overfull', pty.id);
  unwatch(inotify, pty.watch);
  closeDescriptor(pty.fd);
  report('released', pty.id);
}

/** Before the guests' own threads: on a busy machine a late drain is a full PTY. On Linux this is for the calling thread. */
function goFirst(): void {
  try {
    setPriority(PRIORITY);
  } catch (error) {
    const denied = error instanceof Error && 'errno' in error && DENIED.has(error.errno);
    if (!denied) throw error;
  }
}

goFirst();
while (serveOnce());
for (const pty of [...held.values()]) release(pty);
closeDescriptor(inotify);
