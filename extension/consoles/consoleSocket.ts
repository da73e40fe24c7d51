/** A console's connection, as far as it is used; ws has this form. */
export interface ConsoleSocket {
  readonly bufferedAmount: number;
  send(bytes: Uint8Array, options: { binary: true }, flushed: (error?: Error | null) => void): void;
  /** Stops reading: the agent keeps what follows in its log. */
  pause(): void;
  resume(): void;
  close(code: number): void;
  on(event: 'message', listener: (data: Uint8Array | { toString(): string }, isBinary: boolean) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/**
 * Opens the route on the agent's socket.
 *
 * @param prepare adds listeners before the first frame can arrive; its result is the promise's
 * @throws VirtcellError why it cannot be opened
 */
export type OpenConsoleSocket = <T>(route: string, prepare: (socket: ConsoleSocket) => T) => Promise<T>;
