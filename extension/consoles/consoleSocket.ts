/** A console's or a shell's connection, as far as it is used; ws has this form. */
export interface ConsoleSocket {
  /** Bytes are input, and text is an order. */
  send(data: Uint8Array | string, options: { binary: boolean }, flushed: (error?: Error | null) => void): void;
  /** Stops reading: the agent waits with what follows. */
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
