import { connect, type Socket } from 'node:net';
import * as z from 'zod/mini';
import { VirtcellError } from '../../protocol/errors.ts';
import { sendDescriptor } from '../linux/socket.ts';

/** How long it may take to answer: a tenth of a second as a rule, longer on a machine that is swapping. */
export const QEMU_PATIENCE_MS = 30_000;
/** The longest line QEMU may send. Its answers to what is asked here are far below; it is not trusted to keep to that. */
const MAX_LINE = 4 << 20;
/** More at once than QEMU has to say: it is a flood, and is read at a line a millisecond. */
const FLOOD_LINES = 16;

/** One line of QMP: a greeting, an event, or the answer to the command with this id. */
const line = z.looseObject({
  QMP: z.optional(z.unknown()),
  event: z.optional(z.string()),
  data: z.optional(z.record(z.string(), z.unknown())),
  id: z.optional(z.int()),
  return: z.optional(z.unknown()),
  error: z.optional(z.looseObject({ class: z.string(), desc: z.string() })),
});
type Line = z.infer<typeof line>;

export interface MonitorEvent {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

interface Pending {
  readonly command: string;
  readonly deadline: NodeJS.Timeout;
  resolve(value: unknown): void;
  reject(error: VirtcellError): void;
}

/**
 * A QMP connection, negotiated. QEMU's end is not trusted: what it says is parsed with limits and against a shape.
 * QEMU serves one client at a time on this socket.
 */
export class Monitor {
  readonly #socket: Socket;
  readonly #patienceMs: number;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<(event: MonitorEvent) => void>();
  #received: Buffer[] = [];
  #receivedLength = 0;
  #nextId = 1;
  #failure: VirtcellError | undefined;
  #greeted: { resolve(): void; reject(error: VirtcellError): void } | undefined;
  /** Resolves when the connection has ended, for whatever reason. */
  readonly closed: Promise<void>;

  private constructor(socket: Socket, patienceMs: number) {
    this.#socket = socket;
    this.#patienceMs = patienceMs;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#fail(monitorError(`the monitor's connection broke: ${error.message}`)));
    // Not left to Node, which would wait until all that was asked is written.
    socket.on('end', () => this.#break('QEMU closed its monitor'));
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#fail(monitorError('QEMU closed its monitor'));
        resolve();
      });
    });
  }

  /**
   * Connects, waits for the greeting and negotiates.
   *
   * @param patienceMs how long QEMU may be silent before it answers each command
   * @param greetingMs the same before it greets. Infinity: for as long as it lives, which is no reason for this process to
   * @throws VirtcellError `monitor` when QEMU ends, says something else first, or says nothing for so long
   */
  static async connect(path: string, patienceMs: number, greetingMs = patienceMs): Promise<Monitor> {
    const monitor = new Monitor(connect(path), patienceMs);
    try {
      await monitor.#greeting(greetingMs);
      await monitor.execute('qmp_capabilities');
      return monitor;
    } catch (error) {
      monitor.close();
      throw error;
    }
  }

  async #greeting(patienceMs: number): Promise<void> {
    const silent = `QEMU said nothing on its monitor for ${patienceMs / 1000} s`;
    const isEndless = patienceMs === Number.POSITIVE_INFINITY;
    const deadline = isEndless ? undefined : setTimeout(() => this.#break(silent), patienceMs);
    if (isEndless) this.#socket.unref();
    try {
      await new Promise<void>((resolve, reject) => {
        this.#greeted = { resolve, reject };
      });
    } finally {
      clearTimeout(deadline);
      this.#socket.ref();
    }
  }

  /**
   * Asks QEMU one thing. Answers come in the order of the questions, events in between.
   *
   * @throws VirtcellError `monitor` when QEMU refuses, ends, or does not answer: it may be stopped, and may mean to be
   */
  execute(command: string, args?: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (this.#failure) return Promise.reject(this.#failure);
    // What is asked in one go reaches QEMU in one piece, and wakes it once.
    if (this.#socket.writableCorked === 0) {
      this.#socket.cork();
      process.nextTick(() => this.#socket.uncork());
    }
    return this.#ask(command, (id) => {
      this.#socket.write(`${JSON.stringify({ execute: command, ...(args && { arguments: args }), id })}\n`);
    });
  }

  #ask(command: string, send: (id: number) => void): Promise<unknown> {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      send(id);
      const deadline = setTimeout(() => this.#giveUp(id), this.#patienceMs);
      this.#pending.set(id, { command, deadline, resolve, reject });
    });
  }

  /**
   * The same with a descriptor for QEMU to keep: `add-fd` and `getfd` take one. The descriptor stays the caller's.
   *
   * @throws VirtcellError `monitor`
   */
  async executeWith(descriptor: number, command: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
    this.#socket.uncork();
    // What Node has not written yet would come first, and the descriptor with it.
    if (this.#socket.writableLength > 0) await Promise.race([this.#written(), this.closed]);
    if (this.#failure) throw this.#failure;
    return this.#ask(command, (id) => {
      const request = Buffer.from(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
      sendDescriptor(descriptorOf(this.#socket), request, descriptor);
    });
  }

  /** `drain` does not tell: it only comes after a write that was refused. */
  #written(): Promise<void> {
    return new Promise((resolve) => this.#socket.write('', () => resolve()));
  }

  /** Until the returned function is called. */
  onEvent(listener: (event: MonitorEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Nothing more comes of it: QEMU ended, or said what nobody understands. */
  get isOver(): boolean {
    return this.#failure !== undefined;
  }

  #receive(chunk: Buffer): void {
    let rest = chunk;
    let lines = 0;
    for (let end = rest.indexOf(10); end !== -1 && !this.#failure; end = rest.indexOf(10)) {
      const text = Buffer.concat([...this.#received, rest.subarray(0, end)]).toString('utf8');
      this.#received = [];
      this.#receivedLength = 0;
      rest = rest.subarray(end + 1);
      lines += 1;
      if (text.trim() !== '') this.#understand(text);
    }
    if (rest.length > 0) this.#received.push(rest);
    this.#receivedLength += rest.length;
    if (this.#receivedLength > MAX_LINE) this.#break('QEMU sent an endless line on its monitor');
    if (lines > FLOOD_LINES) this.#pause(lines);
  }

  /** What one QEMU says must not take the agent's time from all others. Nothing is lost: QEMU has to wait. */
  #pause(milliseconds: number): void {
    this.#socket.pause();
    setTimeout(() => this.#socket.resume(), milliseconds).unref();
  }

  #understand(text: string): void {
    let said: Line;
    try {
      said = line.parse(JSON.parse(text));
    } catch (error) {
      this.#break('QEMU sent something else than QMP on its monitor', error);
      return;
    }
    if (said.QMP !== undefined) this.#greeted?.resolve();
    else if (said.event !== undefined) this.#tell({ event: said.event, data: said.data ?? {} });
    else if (said.id !== undefined) this.#answer(said.id, said);
    else if (said.error) this.#break(`QEMU could not read a command: ${said.error.desc}`);
  }

  #tell(event: MonitorEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #answer(id: number, said: Line): void {
    const pending = this.#take(id);
    if (said.error) pending?.reject(refusal(pending.command, said.error));
    else pending?.resolve(said.return);
  }

  /** Should the answer come after all, nobody waits for it. */
  #giveUp(id: number): void {
    const pending = this.#take(id);
    pending?.reject(monitorError(`QEMU did not answer ${pending.command} for ${this.#patienceMs / 1000} s`));
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    clearTimeout(pending?.deadline);
    this.#pending.delete(id);
    return pending;
  }

  #break(why: string, cause?: unknown): void {
    this.#fail(monitorError(why, cause));
    this.#socket.destroy();
  }

  #fail(error: VirtcellError): void {
    this.#failure ??= error;
    this.#greeted?.reject(this.#failure);
    for (const id of [...this.#pending.keys()]) this.#take(id)?.reject(this.#failure);
  }
}

/** Node has no name for it: the socket's own descriptor. */
function descriptorOf(socket: Socket): number {
  const { _handle } = socket as unknown as { _handle?: { fd?: number } };
  if (_handle?.fd === undefined) throw monitorError('the monitor has no descriptor any more');
  return _handle.fd;
}

const refusal = (command: string, { class: kind, desc }: NonNullable<Line['error']>): VirtcellError =>
  new VirtcellError({ code: 'monitor', message: `${command}: ${desc}`, step: 'monitor', class: kind });

const monitorError = (text: string, cause?: unknown): VirtcellError =>
  new VirtcellError({ code: 'monitor', message: text, step: 'monitor' }, { cause });
