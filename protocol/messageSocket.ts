/** One end of a connection that carries whole messages of text, as far as JSON-RPC needs it. */
export interface MessageSocket {
  /** Bytes handed to `send` that the operating system has not taken yet. */
  readonly bufferedAmount: number;
  /** `flushed` is called once: when the operating system took the message, or with the error when it never will. */
  send(text: string, flushed: (error?: Error | null) => void): void;
  /** Stops reading. Messages that were read already may still arrive. */
  pause(): void;
  resume(): void;
  close(code: number, reason: string): void;
  onMessage(listener: (text: string) => void): void;
  onClose(listener: (code: number) => void): void;
}

/** Close codes of RFC 6455, 7.4.1. */
export const CLOSE_NORMAL = 1000;
export const CLOSE_GOING_AWAY = 1001;
export const CLOSE_UNSUPPORTED_DATA = 1003;
export const CLOSE_POLICY = 1008;

/** What ws gives, of which both ends have one; named here so that only the edges import ws. */
export interface WebSocketLike {
  readonly bufferedAmount: number;
  send(text: string, flushed: (error?: Error | null) => void): void;
  pause(): void;
  resume(): void;
  close(code: number, reason: string): void;
  on(event: 'message', listener: (data: { toString(): string }, isBinary: boolean) => void): unknown;
  on(event: 'close', listener: (code: number) => void): unknown;
}

export function messageSocket(socket: WebSocketLike): MessageSocket {
  return {
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    send: (text, flushed) => socket.send(text, flushed),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: (code, reason) => socket.close(code, reason),
    onMessage: (listener) => {
      socket.on('message', (data, isBinary) => {
        if (isBinary) socket.close(CLOSE_UNSUPPORTED_DATA, 'JSON-RPC travels as text');
        else listener(data.toString());
      });
    },
    onClose: (listener) => void socket.on('close', listener),
  };
}
