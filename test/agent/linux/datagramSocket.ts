import { closeSync, readSync } from 'node:fs';
import { declare } from '../../../agent/linux/libc.ts';
import { waitReadable } from '../../../agent/linux/pidfd.ts';

const socketCall = declare('int socket(int domain, int type, int protocol)');
const bindCall = declare('int bind(int fd, const uint8_t *address, unsigned int size)');

/** A Unix socket for datagrams, which Node cannot make: what a service manager has. */
export class DatagramSocket {
  readonly #fd: number;

  /** @param name a path, or `@` and an abstract name */
  constructor(name: string) {
    const place = Buffer.from(name.replace(/^@/, '\0'));
    this.#fd = socketCall(1, 2, 0);
    const address = Buffer.concat([Buffer.from([1, 0]), place]);
    if (bindCall(this.#fd, address, address.length) === -1) throw new Error(`cannot bind ${name}`);
  }

  /** The next one; fails when none comes. */
  next(): string {
    if (!waitReadable(this.#fd, 10_000)) throw new Error('no datagram came');
    const bytes = Buffer.alloc(4096);
    return bytes.toString('utf8', 0, readSync(this.#fd, bytes));
  }

  close(): void {
    closeSync(this.#fd);
  }
}
