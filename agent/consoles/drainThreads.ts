import { closeSync, writeSync } from 'node:fs';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { openEventfd } from '../linux/eventfd.ts';
import type { DrainEvent, DrainOrder, DrainReport, DrainWorkerData, PtyRecord } from './drainMessages.ts';

/** What a PTY's holder is told; `lost` when the thread died: the PTY is closed then. */
export type DrainListener = (event: DrainEvent | 'lost', details: Pick<DrainReport, 'errno' | 'offset'>) => void;

/** A PTY in the thread's hands. */
export interface HeldPty {
  drain(on: boolean): void;
  /** `writable` is told once, when the PTY takes input again. */
  awaitWritable(): void;
  /** Closes it. Nothing may be written to its descriptor any more: the number may be another file's soon. */
  release(): void;
}

/**
 * The agent's threads that empty PTYs, each started when first needed. A QEMU that finds a PTY full logs twice what it
 * could not write: those are emptied before the guests' own threads run. Where the agent keeps the record QEMU just
 * waits, and a thread that goes first takes each byte from it singly: the guest was a third slower.
 */
export class DrainThreads {
  readonly #workerPath: string;
  readonly #log: (message: string, error: unknown) => void;
  readonly #running = new Map<Priority, RunningThread>();

  /**
   * @param workerPath the bundle of drainWorker.ts, `dist/drainWorker.js`
   * @param log told when one of them dies; the next `hold` starts another
   */
  constructor(workerPath: string, log: (message: string, error: unknown) => void) {
    this.#workerPath = workerPath;
    this.#log = log;
  }

  /**
   * Takes an open PTY and the file of its record over; both are the thread's to close from here on. Nothing is read
   * before `drain(true)`.
   *
   * @param record without one the PTY is only watched and never read
   * @throws what starting the thread threw; both are closed then
   */
  hold(fd: number, record: PtyRecord | undefined, listener: DrainListener): HeldPty {
    try {
      return this.#thread(record?.kind === 'log' ? FIRST : ORDINARY).hold(fd, record, listener);
    } catch (error) {
      closeSync(fd);
      if (record) closeSync(record.fd);
      throw error;
    }
  }

  /** Closes all PTYs and ends the threads. */
  async stop(): Promise<void> {
    await Promise.all([...this.#running.values()].map((thread) => thread.stop()));
  }

  #thread(priority: Priority): RunningThread {
    const running = this.#running.get(priority);
    if (running) return running;
    const started = new RunningThread(this.#workerPath, priority, this.#log);
    this.#running.set(priority, started);
    void started.ended.then(() => {
      if (this.#running.get(priority) === started) this.#running.delete(priority);
    });
    return started;
  }
}

/** Niceness, nice(2). On a busy machine a late drain is a full PTY. */
type Priority = DrainWorkerData['priority'];
const FIRST: Priority = -10;
const ORDINARY: Priority = 0;

class RunningThread {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #wake = openEventfd();
  readonly #held = new Map<number, { readonly fds: readonly number[]; readonly listener: DrainListener }>();
  readonly ended: Promise<void>;
  #lastId = 0;
  #over = false;

  constructor(workerPath: string, priority: Priority, log: (message: string, error: unknown) => void) {
    const { port1, port2 } = new MessageChannel();
    const workerData: DrainWorkerData = { port: port2, wake: this.#wake, priority };
    this.#worker = new Worker(workerPath, {
      workerData,
      transferList: [port2],
      execArgv: [],
      // It closes descriptors that were opened on this thread.
      trackUnmanagedFds: false,
    });
    this.#port = port1;
    port1.on('message', (report: DrainReport) => this.#take(report));
    port1.unref();
    this.#worker.unref();
    // process.exit joins its threads, and this one would sleep in poll(2) for ever.
    process.on('exit', this.#sendStop);
    this.#worker.on('error', (error) => log('a thread that drains consoles died', error));
    this.ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#end();
        resolve();
      });
    });
  }

  hold(fd: number, record: PtyRecord | undefined, listener: DrainListener): HeldPty {
    const id = ++this.#lastId;
    this.#held.set(id, { fds: record ? [fd, record.fd] : [fd], listener });
    this.#send({ kind: 'hold', id, fd, record });
    return {
      drain: (on) => this.#send({ kind: 'drain', id, on }),
      awaitWritable: () => this.#send({ kind: 'await-writable', id }),
      release: () => this.#send({ kind: 'release', id }),
    };
  }

  stop(): Promise<void> {
    this.#worker.ref();
    this.#sendStop();
    return this.ended;
  }

  readonly #sendStop = (): void => this.#send({ kind: 'stop' });

  #send(order: DrainOrder): void {
    if (this.#over) return;
    this.#port.postMessage(order);
    writeSync(this.#wake, ONE);
  }

  #take({ kind, id, ...details }: DrainReport): void {
    if (kind === 'released') this.#held.delete(id);
    else this.#held.get(id)?.listener(kind, details);
  }

  /** Whatever the thread did not close is closed here, after its last words were read. */
  #end(): void {
    this.#over = true;
    process.removeListener('exit', this.#sendStop);
    for (;;) {
      const received: { message: DrainReport } | undefined = receiveMessageOnPort(this.#port);
      if (!received) break;
      this.#take(received.message);
    }
    this.#port.close();
    closeSync(this.#wake);
    for (const { fds, listener } of this.#held.values()) {
      for (const fd of fds) closeSync(fd);
      listener('lost', {});
    }
    this.#held.clear();
  }
}

/** What is added to the eventfd's counter; how much does not matter. */
const ONE = Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0]);
