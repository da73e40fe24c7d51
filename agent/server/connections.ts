import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Deadline } from '../../protocol/deadline.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { Caller } from '../access/caller.ts';

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
  readonly #sockets = new Set<Socket>();
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
    this.#sockets.add(socket);
    const cancel = this.#deadline(HANDSHAKE_MILLISECONDS, () => socket.destroy());
    socket.once('close', () => {
      cancel();
      this.#sockets.delete(socket);
    });
    return cancel;
  }

  /**
   * Counts the connection among its user's.
   *
   * @throws VirtcellError `limit-reached`; to be answered, unless even answers are too many: then the socket is closed
   */
  add(socket: Socket, caller: Caller, established: () => void): void {
    const count = (this.#perUid.get(caller.uid) ?? 0) + 1;
    this.#perUid.set(caller.uid, count);
    socket.once('close', () => this.#remove(socket, caller.uid));
    // What was refused stays open until it has read why.
    if (count > 2 * this.#limit) socket.destroy();
    if (count > this.#limit) throw limitReached(caller.uid, this.#limit);
    this.#bySocket.set(socket, { caller, established });
  }

  destroyAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #remove(socket: Socket, uid: number): void {
    this.#bySocket.delete(socket);
    const count = (this.#perUid.get(uid) ?? 1) - 1;
    if (count === 0) this.#perUid.delete(uid);
    else this.#perUid.set(uid, count);
  }
}

function limitReached(uid: number, limit: number): VirtcellError {
  const message = `User ${uid} has ${limit} connections to the agent already.`;
  return new VirtcellError({ code: 'limit-reached', message, hint: 'Close a console or an editor window.' });
}
