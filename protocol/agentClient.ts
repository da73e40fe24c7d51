import {
  AbstractMessageReader,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type MessageConnection,
  ParameterStructures,
} from 'vscode-jsonrpc';
import * as z from 'zod/mini';
import { agentClosed } from './agentClosed.ts';
import { agentMessage } from './envelope.ts';
import type { VirtcellError } from './errors.ts';
import { type AgentEvent, EVENT_NOTIFICATION, event } from './events.ts';
import { CLOSE_NORMAL, CLOSE_POLICY, type MessageSocket } from './messageSocket.ts';
import { type Method, type Params, type Result, results } from './methods.ts';
import { parseJson } from './parseJson.ts';
import { fromRequestError } from './rpcErrors.ts';
import { SocketWriter } from './socketWriter.ts';
import { validate } from './validate.ts';
import { PROTOCOL_VERSION } from './version.ts';

/**
 * A client's end of the route `/rpc`. Every answer and event is held against its schema. Needs vscode-jsonrpc's runtime
 * (`import 'vscode-jsonrpc/node'`), which this room leaves to the program.
 */
export class AgentClient {
  readonly #socket: MessageSocket;
  readonly #connection: MessageConnection;
  readonly #eventListeners = new Set<(event: AgentEvent) => void>();
  readonly #closeListeners = new Set<(reason: VirtcellError) => void>();
  readonly #hello: Promise<Result<'hello'>>;
  #agent: Result<'hello'> | undefined;

  /** Over a socket that is open: says hello, and fails with `agent-version` when the agent speaks another version. */
  static async greet(socket: MessageSocket, client: string): Promise<AgentClient> {
    const agent = AgentClient.open(socket, client);
    await agent.#hello;
    return agent;
  }

  /** The same without waiting for the answer: what is wrong with it is the error of every request. */
  static open(socket: MessageSocket, client: string): AgentClient {
    return new AgentClient(socket, client);
  }

  private constructor(socket: MessageSocket, client: string) {
    this.#socket = socket;
    this.#connection = createMessageConnection(new AgentReader(socket), new SocketWriter(socket));
    this.#connection.onNotification(EVENT_NOTIFICATION, (params: unknown) => this.#receiveEvent(params));
    socket.onClose(() => {
      // Without this the promises of requests under way never settle.
      this.#connection.dispose();
      for (const listener of this.#closeListeners) listener(agentClosed());
    });
    this.#connection.listen();
    this.#hello = this.#ask('hello', { protocol: PROTOCOL_VERSION, client });
    this.#hello.then(
      (agent) => {
        this.#agent = agent;
      },
      // Told to whoever asks for something.
      () => undefined,
    );
  }

  /** What the agent said of itself. */
  get agent(): Result<'hello'> {
    if (!this.#agent) throw agentClosed();
    return this.#agent;
  }

  /**
   * Fails with the VirtcellError that the agent threw, or with `agent-closed`. Sent at once, right behind the hello: an
   * agent of another version refuses both, and the hello's refusal says why.
   */
  async request<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    const [, answer] = await Promise.all([this.#hello, this.#ask(method, params)]);
    return answer;
  }

  async #ask<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    let answer: unknown;
    try {
      answer = await this.#connection.sendRequest(method, ParameterStructures.byName, params);
    } catch (error) {
      throw fromRequestError(error);
    }
    const schema: z.core.$ZodType = results[method];
    // The table gives each method its own schema; TypeScript follows that only for one method, not for M.
    return validate(schema, answer, `answer to ${method}`, 'agent-version') as Result<M>;
  }

  /** Events come after the request `subscribe`. Returns what ends it. */
  onEvent(listener: (event: AgentEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  onClose(listener: (reason: VirtcellError) => void): () => void {
    this.#closeListeners.add(listener);
    return () => this.#closeListeners.delete(listener);
  }

  close(): void {
    this.#socket.close(CLOSE_NORMAL, '');
  }

  #receiveEvent(params: unknown): void {
    const received = z.safeParse(event, params);
    if (!received.success) {
      this.#socket.close(CLOSE_POLICY, 'an event of another form');
      return;
    }
    for (const listener of this.#eventListeners) listener(received.data);
  }
}

/** The agent is trusted not to flood; its messages are only held against their form. */
class AgentReader extends AbstractMessageReader {
  readonly #socket: MessageSocket;

  constructor(socket: MessageSocket) {
    super();
    this.#socket = socket;
    socket.onClose(() => this.fireClose());
  }

  override listen(callback: DataCallback): Disposable {
    let deliver: DataCallback | undefined = callback;
    this.#socket.onMessage((text) => {
      const message = z.safeParse(agentMessage, parseJson(text));
      if (message.success) deliver?.(message.data);
      else this.#socket.close(CLOSE_POLICY, 'not a JSON-RPC answer');
    });
    return {
      dispose: () => {
        deliver = undefined;
      },
    };
  }
}
