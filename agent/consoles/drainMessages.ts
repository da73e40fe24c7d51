import type { MessagePort } from 'node:worker_threads';

/** What the agent tells a thread that drains PTYs. `id` is one holding of one PTY; numbers are not used again. */
export type DrainOrder =
  /** The PTY and the record's file are the thread's to use and to close. The PTY is not read before `drain`. */
  | { readonly kind: 'hold'; readonly id: number; readonly fd: number; readonly record: PtyRecord | undefined }
  | { readonly kind: 'drain'; readonly id: number; readonly on: boolean }
  | { readonly kind: 'await-writable'; readonly id: number }
  | { readonly kind: 'release'; readonly id: number }
  | { readonly kind: 'stop' };

/** Where what comes through a PTY is kept. */
export type PtyRecord =
  /** QEMU writes it to its log as well: what the PTY gives is thrown away. The log ended at `end` before this opened it. */
  | { readonly kind: 'log'; readonly fd: number; readonly end: number }
  /** QEMU keeps nothing: what the PTY gives is written here. */
  | { readonly kind: 'journal'; readonly fd: number };

/** What the thread tells. */
export interface DrainReport {
  readonly id: number;
  readonly kind: DrainEvent | 'released';
  /** Why it is `unrecorded`, where this thread wrote. */
  readonly errno?: string;
  /** Where the log ended when it was found `overfull`. */
  readonly offset?: number;
}

export type DrainEvent =
  /** Somebody opened or closed the PTY; also once at first, so that whoever had it open before is looked for. */
  | 'touched'
  /** So much lay in the PTY that it may have been full, and the log may hold some of it twice. */
  | 'overfull'
  /** The record lacks what came through the PTY: its disk is full. Of a journal, no more is read. */
  | 'unrecorded'
  /** It takes input again. */
  | 'writable'
  /** QEMU's side is closed. */
  | 'hung-up';

export interface DrainWorkerData {
  readonly port: MessagePort;
  /** An eventfd: written after each order, since the thread sleeps in poll(2) and not in its event loop. */
  readonly wake: number;
  /** Its niceness. */
  readonly priority: number;
}
