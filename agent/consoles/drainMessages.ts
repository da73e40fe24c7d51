import type { MessagePort } from 'node:worker_threads';

/** What the agent tells the thread that drains PTYs. `id` is one holding of one PTY; numbers are not used again. */
export type DrainOrder =
  /** The PTY is the thread's to read and to close. It is not read before `drain`. */
  | { readonly kind: 'hold'; readonly id: number; readonly fd: number }
  | { readonly kind: 'drain'; readonly id: number; readonly on: boolean }
  | { readonly kind: 'await-writable'; readonly id: number }
  | { readonly kind: 'release'; readonly id: number }
  | { readonly kind: 'stop' };

/** What the thread tells. */
export interface DrainReport {
  readonly id: number;
  readonly kind: DrainEvent | 'released';
}

export type DrainEvent =
  /** Somebody opened or closed the PTY; also once at first, so that whoever had it open before is looked for. */
  | 'touched'
  /** So much lay in the PTY that it may have been full. */
  | 'overfull'
  /** It takes input again. */
  | 'writable'
  /** QEMU's side is closed. */
  | 'hung-up';

export interface DrainWorkerData {
  readonly port: MessagePort;
  /** An eventfd: written after each order, since the thread sleeps in poll(2) and not in its event loop. */
  readonly wake: number;
}
