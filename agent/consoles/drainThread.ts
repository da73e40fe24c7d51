import { closeSync, writeSync } from 'node:fs';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { openEventfd } from '../linux/eventfd.ts';
import type { DrainEvent, DrainOrder, DrainReport, DrainWorkerData } from './drainMessages.ts';

/** What a PTY's holder is told; `lost` when the thread died: the PTY is closed then. */
export type DrainListener = (event: DrainEvent | 'lost') => void;

/** A PTY in the thread's hands. */
export interface HeldPty {
  drain(on: boolean): void;
  /** `writable` is told once, when the PTY takes input again. */
  awaitWritable(): void;
  /** Closes it. Nothing may be written to its descriptor any more: the number may be another file's soon. */
  release(): void;
}

/** The agent's one thread that empties PTYs, started when first needed. */
export class DrainThread {
  readonly #workerPath: string;
  readonly #log: (message: string, error: unknown) => void;
  #running: RunningThread | undefined;

  /**
   * @param workerPath the bundle of drainWorker.ts, `dist/drainWorker.js`
   * @param log told when the thread dies; the next `hold` starts another
   */
  constructor(workerPath: string, log: (message: string, error: unknown) => void) {
    this.#workerPath = workerPath;
    this.#log = log;
  }

  /**
   * Takes an open PTY over; it is the thread's to close from here on. Nothing is read from it before `drain(true)`.
   *
   * @throws what starting the thread threw; the PTY is closed then
   */
  hold(fd: number, listener: DrainListener): HeldPty {
    try {
      this.#running ??= this.#start();
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    return this.#running.hold(fd, listener);
  }

  /** Closes all PTYs and ends the thread. */
  async stop(): Promise<void> {
    await this.#running?.stop();
  }

  #start(): RunningThread {
    const worker = new RunningThread(this.#workerPath, this.#log);
    void worker.ended.then(() => {
      if (this.#running === worker) this.#running = undefined;
    });
    return worker;
  }
}

class RunningThread {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #wake = openEventfd();
  readonly #held = new Map<number, { readonly fd: number; readonly listener: DrainListener }>();
  readonly ended: Promise<void>;
  #lastId = 0;
  #over = false;

  constructor(workerPath: string, log: (message: string, error: unknown) => void) {
    const { port1, port2 } = new MessageChannel();
    const workerData: DrainWorkerData = { port: port2, wake: this.#wake };
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
    this.#worker.on('error', (error) => log('the thread that drains consoles died', error));
    this.ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.#end();
        resolve();
      });
    });
  }

  hold(fd: number, listener: DrainListener): HeldPty {
    const id = ++this.#lastId;
    this.#held.set(id, { fd, listener });
    this.#send({ kind: 'hold', id, fd });
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

  #take({ kind, id }: DrainReport): void {
    if (kind === 'released') this.#held.delete(id);
    else this.#held.get(id)?.listener(kind);
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
    for (const { fd, listener } of this.#held.values()) {
      closeSync(fd);
      listener('lost');
    }
    this.#held.clear();
  }
}

/** What is added to the eventfd's counter; how much does not matter. */
const ONE = Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0]);
