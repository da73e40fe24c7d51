import { AbstractMessageWriter, Message, type MessageWriter } from 'vscode-jsonrpc';
import type { MessageSocket } from './messageSocket.ts';

/** Writes JSON-RPC messages to a socket; a write is done when the operating system took it. */
export class SocketWriter extends AbstractMessageWriter implements MessageWriter {
  readonly #socket: MessageSocket;
  readonly #written: (answered: number | undefined) => void;

  /** @param written called after each message, with the request's id when it was an answer */
  constructor(socket: MessageSocket, written: (answered: number | undefined) => void = () => {}) {
    super();
    this.#socket = socket;
    this.#written = written;
    socket.onClose(() => this.fireClose());
  }

  write(message: Message): Promise<void> {
    const answered = Message.isResponse(message) && typeof message.id === 'number' ? message.id : undefined;
    return new Promise((resolve, reject) => {
      this.#socket.send(JSON.stringify(message), (error) => {
        this.#written(answered);
        if (error) reject(error);
        else resolve();
      });
    });
  }

  end(): void {}
}
