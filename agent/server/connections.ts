import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { VirtcellError } from '../../protocol/errors.ts';
import type { Caller } from '../access/caller.ts';
import type { Deadline } from './deadline.ts';

/** From connect(2) to the end of the handshake. */
export const HANDSHAKE_MILLISECONDS = 5_000;

/** Of one uid; an editor holds one and one for each open console. */
export const MAX_CONNECTIONS_PER_UID = 64;

export interface Connection {
  readonly caller: Caller;
  /** The client is one of ours and may stay. */
  readonly established: () => void;
}

/** All open connections, each with who made it and the time it has left to say what it wants. */
export class Connections {
  readonly #bySocket = new Map<Duplex, Connection>();
  readonly #perUid = new Map<number, number>();
  readonly #deadline: Deadline;
  readonly #limit: number;

  constructor(deadline: Deadline, limit = MAX_CONNECTIONS_PER_UID) {
    this.#deadline = deadline;
    this.#limit = limit;
  }

  get(socket: Duplex): Connection | undefined {
    return this.#bySocket.get(socket);
  }

  /** From now on the socket is closed at the deadline unless it is established. */
  limitTime(socket: Socket): () => void {
    const cancel = this.#deadline(HANDSHAKE_MILLISECONDS, () => socket.destroy());
    socket.once('close', cancel);
    return cancel;
  }

  add(socket: Socket, caller: Caller, established: () => void): void {
    const count = (this.#perUid.get(caller.uid) ?? 0) + 1;
    if (count > this.#limit) {
      throw new VirtcellError({
        code: 'limit-reached',
        message: `User ${caller.uid} has ${this.#limit} connections to the agent already.`,
        hint: 'Close a console or an editor window.',
      });
    }
    this.#perUid.set(caller.uid, count);
    this.#bySocket.set(socket, { caller, established });
    socket.once('close', () => this.#remove(socket, caller.uid));
  }

  destroyAll(): void {
    for (const socket of this.#bySocket.keys()) socket.destroy();
  }

  #remove(socket: Socket, uid: number): void {
    this.#bySocket.delete(socket);
    const count = (this.#perUid.get(uid) ?? 1) - 1;
    if (count === 0) this.#perUid.delete(uid);
    else this.#perUid.set(uid, count);
  }
}
