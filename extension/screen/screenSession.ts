import { VirtcellError } from '../../protocol/errors.ts';
import { CLOSE_NORMAL } from '../../protocol/messageSocket.ts';
import type { ScreenSubject, ScreenView, ToScreenPage } from '../../protocol/screenPage.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { L10n } from '../l10n.ts';
import { sentence } from '../sentence.ts';

/** The connection with a screen, as far as it is used; ws has this form. */
export interface ScreenSocket {
  send(bytes: Uint8Array, options: { binary: true }): void;
  close(code: number): void;
  on(event: 'message', listener: (data: Uint8Array) => void): unknown;
  on(event: 'close', listener: (code: number) => void): unknown;
}

export interface ScreenDeps {
  /** Opens a route on the agent's socket. @throws VirtcellError why it cannot be opened */
  readonly openSocket: <T>(route: string, prepare: (socket: ScreenSocket) => T) => Promise<T>;
  readonly post: (message: ToScreenPage) => void;
  readonly l10n: L10n;
}

/**
 * One machine's screen on one page. A page that is hidden loses what is said to it, and RFB cannot go on without: each
 * connection begins anew, with a whole picture, and belongs to a page that listens.
 */
export class ScreenSession {
  readonly #subject: ScreenSubject;
  readonly #deps: ScreenDeps;
  /** The connection that counts; what others still say does not. */
  #current: { socket: ScreenSocket | undefined } | undefined;

  constructor(subject: ScreenSubject, deps: ScreenDeps) {
    this.#subject = subject;
    this.#deps = deps;
  }

  get isConnected(): boolean {
    return this.#current !== undefined;
  }

  /** Never rejects: what goes wrong is on the page. */
  async connect(): Promise<void> {
    this.disconnect();
    const connection: { socket: ScreenSocket | undefined } = { socket: undefined };
    this.#current = connection;
    const { l10n, openSocket, post } = this.#deps;
    const { name } = this.#subject;
    const isOld = (): boolean => this.#current !== connection;
    this.#show('connecting', l10n.t('Connecting to the screen of {0} …', name));
    const prepare = (socket: ScreenSocket): ScreenSocket => {
      // QEMU speaks first, and may do so before who waits for the socket goes on.
      let greeted = false;
      socket.on('message', (bytes) => {
        if (isOld()) return;
        if (!greeted) this.#show('live', l10n.t('Ctrl+Alt+Esc gives the keyboard back.'));
        greeted = true;
        // Exactly these, without the memory around them and without what Buffer adds.
        post({ kind: 'output', bytes: new Uint8Array(bytes) });
      });
      socket.on('close', (code) => {
        if (isOld()) return;
        this.#current = undefined;
        this.#show('over', code === CLOSE_NORMAL ? l10n.t('{0} has ended.', name) : l10n.t('The agent is gone.'));
      });
      return socket;
    };
    try {
      connection.socket = await openSocket(this.#route(), prepare);
      if (isOld()) connection.socket.close(CLOSE_NORMAL);
    } catch (error) {
      if (isOld()) return;
      this.#current = undefined;
      this.#show('over', wordsOf(error));
    }
  }

  input(bytes: Uint8Array): void {
    this.#current?.socket?.send(bytes, { binary: true });
  }

  disconnect(): void {
    const socket = this.#current?.socket;
    this.#current = undefined;
    socket?.close(CLOSE_NORMAL);
  }

  /** The page cannot make a picture of what came. */
  fail(): void {
    this.disconnect();
    this.#show('over', this.#deps.l10n.t('The picture of {0} broke off.', this.#subject.name));
  }

  #show(state: ScreenView['state'], text: string): void {
    const { l10n, post } = this.#deps;
    const labels = {
      screen: l10n.t('The screen of {0}', this.#subject.name),
      ctrlAltDel: l10n.t('Send Ctrl+Alt+Del'),
      reconnect: l10n.t('Connect'),
    };
    post({ kind: 'view', subject: this.#subject, state, text, labels });
  }

  #route(): string {
    const { name, owner } = this.#subject;
    return `/graphics?${new URLSearchParams({ protocol: String(PROTOCOL_VERSION), name, owner: String(owner) })}`;
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof VirtcellError)) return String(error);
  const { message, hint } = error.data;
  return hint ? `${sentence(message)} ${hint}` : sentence(message);
}
