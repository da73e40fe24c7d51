import type { Viewer } from '../../../agent/consoles/viewer.ts';
import type { ConsoleControl } from '../../../protocol/console.ts';

type Kind = ConsoleControl['kind'];

/** A viewer that remembers all it is given. It takes everything at once, until told to stall. */
export class RecordingViewer implements Viewer {
  readonly isTerminal: boolean;
  readonly controls: ConsoleControl[] = [];
  /** What came, in order: the kinds of control and `bytes`. */
  readonly order: (Kind | 'bytes')[] = [];
  closed = false;
  /** Hears how much a terminal has shown. */
  shown: (bytes: number) => void = () => {};
  #bytes: Uint8Array[] = [];
  #length = 0;
  #unread = 0;
  #stalled = false;
  #drained: (() => void)[] = [];
  #waiting: { readonly holds: () => boolean; readonly resolve: () => void }[] = [];

  constructor({ isTerminal = false } = {}) {
    this.isTerminal = isTerminal;
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#bytes);
  }

  get text(): string {
    return this.bytes.toString('latin1');
  }

  output(bytes: Uint8Array): void {
    this.#bytes.push(bytes);
    this.#length += bytes.length;
    if (this.#stalled) this.#unread += bytes.length;
    else this.shown(this.#length);
    if (this.order.at(-1) !== 'bytes') this.order.push('bytes');
    this.#changed();
  }

  control(message: ConsoleControl): void {
    this.controls.push(message);
    this.order.push(message.kind);
    this.#changed();
  }

  unread(): number {
    return this.#unread;
  }

  drained(): Promise<void> {
    return new Promise((resolve) => this.#drained.push(resolve));
  }

  close(): void {
    this.closed = true;
    this.#changed();
  }

  /** Takes nothing any more. */
  stall(): void {
    this.#stalled = true;
  }

  /** Takes all that waits, and goes on. */
  resume(): void {
    this.#stalled = false;
    this.#unread = 0;
    this.shown(this.#length);
    for (const resolve of this.#drained) resolve();
    this.#drained = [];
  }

  said<K extends Kind>(kind: K): Extract<ConsoleControl, { kind: K }>[] {
    return this.controls.filter((message): message is Extract<ConsoleControl, { kind: K }> => message.kind === kind);
  }

  /** Resolves as soon as it holds, looked at whenever something comes. */
  until(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ holds, resolve }));
  }

  untilSaid(kind: Kind): Promise<void> {
    return this.until(() => this.said(kind).length > 0);
  }

  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = waiting.filter(({ holds }) => !holds());
    for (const { resolve } of waiting.filter((each) => !this.#waiting.includes(each))) resolve();
  }
}
