import { declare, LinuxError, lastErrno } from './libc.ts';

/* poll(2) on many descriptors at once. */

const ENTRY_SIZE = 8;
const REVENTS_OFFSET = 6;

export const POLL = { IN: 0x01, OUT: 0x04, ERR: 0x08, HUP: 0x10, NVAL: 0x20 } as const;

const pollCall = declare('int poll(_Inout_ uint8_t *fds, unsigned long count, int timeout)');

export interface Polled {
  readonly fd: number;
  /** Bits of POLL; ERR, HUP and NVAL are answered also without being asked for. */
  readonly events: number;
}

/**
 * Blocks this thread until something happened on one of the descriptors, or so many milliseconds have passed.
 *
 * @returns what happened, bits of POLL, in the order of the requests
 */
export function waitForAny(requests: readonly Polled[], timeout = -1): number[] {
  const bytes = new Uint8Array(ENTRY_SIZE * requests.length);
  const view = new DataView(bytes.buffer);
  for (const [index, { fd, events }] of requests.entries()) {
    view.setInt32(ENTRY_SIZE * index, fd, true);
    view.setInt16(ENTRY_SIZE * index + 4, events, true);
  }
  while (pollCall(bytes, requests.length, timeout) === -1) {
    const errno = lastErrno();
    if (errno !== 'EINTR') throw new LinuxError('poll', errno);
  }
  return requests.map((_, index) => view.getInt16(ENTRY_SIZE * index + REVENTS_OFFSET, true));
}
