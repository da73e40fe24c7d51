import 'vscode-jsonrpc/node';
import type { LinkEdge } from '../../../extension/link/agentLink.ts';
import { AgentClient } from '../../../protocol/agentClient.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { AgentEvent } from '../../../protocol/events.ts';
import type { MessageSocket } from '../../../protocol/messageSocket.ts';
import type { DomainEntry } from '../../../protocol/methods.ts';

/** An agent of a few lines, which the link's edge leads to while it is `up`. */
export class ScriptedAgent implements LinkEdge {
  up = true;
  error: Error = new VirtcellError({ code: 'agent-not-running', message: 'nobody listens', errno: 'ECONNREFUSED' });
  domains: DomainEntry[] = [];
  readonly asked: string[] = [];
  installed = false;
  connects = 0;
  /** Set to hold answers of a method back; call to let them go. */
  readonly held = new Map<string, (() => void)[]>();
  #sockets: ScriptedSocket[] = [];
  #socketChanged: (() => void) | undefined;

  connect(): Promise<AgentClient> {
    this.connects++;
    if (!this.up) return Promise.reject(this.error);
    const socket = new ScriptedSocket((method) => this.#answer(method), this.held);
    this.#sockets.push(socket);
    return AgentClient.greet(socket, 'test');
  }

  isInstalled(): boolean {
    return this.installed;
  }

  watchSocket(changed: () => void): { dispose(): void } {
    this.#socketChanged = changed;
    return {
      dispose: () => {
        this.#socketChanged = undefined;
      },
    };
  }

  get watched(): boolean {
    return this.#socketChanged !== undefined;
  }

  /** The agent starts listening, and the kernel tells of its socket. */
  comeUp(): void {
    this.up = true;
    this.#socketChanged?.();
  }

  /** As kill -9: connections break, nobody listens. */
  die(): void {
    this.up = false;
    this.hangUp();
  }

  /** Ends its connections, and takes others. */
  hangUp(): void {
    for (const socket of this.#sockets.splice(0)) socket.break();
  }

  tell(event: AgentEvent): void {
    for (const socket of this.#sockets) socket.receive({ jsonrpc: '2.0', method: 'event', params: event });
  }

  #answer(method: string): unknown {
    this.asked.push(method);
    switch (method) {
      case 'hello':
        return { protocol: 1, version: '0.1.0', pid: 1, uid: 1000 };
      case 'list':
        return { domains: this.domains };
      default:
        return {};
    }
  }
}

class ScriptedSocket implements MessageSocket {
  readonly bufferedAmount = 0;
  readonly #answer: (method: string) => unknown;
  readonly #held: Map<string, (() => void)[]>;
  readonly #messages: ((text: string) => void)[] = [];
  readonly #closes: ((code: number) => void)[] = [];

  constructor(answer: (method: string) => unknown, held: Map<string, (() => void)[]>) {
    this.#answer = answer;
    this.#held = held;
  }

  send(text: string, flushed: (error?: Error | null) => void): void {
    flushed();
    const { id, method } = JSON.parse(text) as { id?: number; method: string };
    if (id === undefined) return;
    const reply = (): void => this.receive({ jsonrpc: '2.0', id, result: this.#answer(method) });
    const held = this.#held.get(method);
    if (held) held.push(reply);
    else queueMicrotask(reply);
  }

  receive(message: unknown): void {
    for (const listener of this.#messages) listener(JSON.stringify(message));
  }

  break(): void {
    for (const listener of this.#closes.splice(0)) listener(1006);
  }

  pause(): void {}
  resume(): void {}

  close(): void {
    this.break();
  }

  onMessage(listener: (text: string) => void): void {
    this.#messages.push(listener);
  }

  onClose(listener: (code: number) => void): void {
    this.#closes.push(listener);
  }
}
