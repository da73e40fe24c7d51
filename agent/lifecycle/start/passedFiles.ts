import * as z from 'zod/mini';
import { orFailedCall } from '../../host/failedCall.ts';
import { release } from '../../linux/heldDirectory.ts';
import type { Monitor } from '../../qemu/monitor.ts';
import type { Rollback } from './rollback.ts';

/** The open files that QEMU got, each under the name of an fd set. */
export class PassedFiles {
  readonly #monitor: Monitor;
  readonly #alias: string;
  readonly #rollback: Rollback;
  /** The number of each path's set. */
  readonly #sets = new Map<string, number>();

  constructor(monitor: Monitor, alias: string, rollback: Rollback) {
    this.#monitor = monitor;
    this.#alias = alias;
    this.#rollback = rollback;
  }

  /**
   * Gives QEMU one more open file for this path.
   *
   * @param fd closed here: QEMU has a copy
   */
  async pass(path: string, fd: number): Promise<string> {
    const known = this.#sets.get(path);
    try {
      // The alias says whose it is, for whoever takes it away, be it a later agent.
      const request = { opaque: this.#alias, ...(known !== undefined && { 'fdset-id': known }) };
      const said = await orFailedCall({ code: 'monitor', step: 'monitor', path }, () =>
        this.#monitor.executeWith(fd, 'add-fd', request),
      );
      const { 'fdset-id': set } = addedFd.parse(said);
      if (known === undefined) {
        this.#sets.set(path, set);
        this.#rollback.add(`the open file ${path}`, () => this.#monitor.execute('remove-fd', { 'fdset-id': set }));
      }
      return nameOfSet(set);
    } finally {
      release(fd);
    }
  }

  /** What QEMU is to open instead of this path. */
  readonly nameOf = (path: string): string => {
    const set = this.#sets.get(path);
    return set === undefined ? path : nameOfSet(set);
  };
}

const addedFd = z.looseObject({ 'fdset-id': z.int() });
const nameOfSet = (set: number): string => `/dev/fdset/${set}`;
