import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc';
import type { WebSocket } from 'ws';
import { BoundedReader } from '../../protocol/boundedReader.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import { type AgentEvent, EVENT_NOTIFICATION } from '../../protocol/events.ts';
import { MAX_PENDING_REQUESTS, MAX_UNREAD_BYTES } from '../../protocol/limits.ts';
import { CLOSE_POLICY, messageSocket } from '../../protocol/messageSocket.ts';
import { isMethod, type Params, params, type Result } from '../../protocol/methods.ts';
import { publicErrorData, toResponseError } from '../../protocol/rpcErrors.ts';
import { SocketWriter } from '../../protocol/socketWriter.ts';
import { validate } from '../../protocol/validate.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, auditEntry, isPrivileged, nameIn } from './audit.ts';
import type { AgentService, Handlers } from './handlers.ts';

export interface SessionOptions {
  readonly service: AgentService;
  readonly audit: Audit;
  readonly logError: (what: string, error: unknown) => void;
  /** The client said hello in our version. */
  readonly greeted: () => void;
}

/** One client on the route `/rpc`. */
export class RpcSession {
  readonly #socket: WebSocket;
  readonly #caller: Caller;
  readonly #options: SessionOptions;
  readonly #connection: MessageConnection;
  readonly #reader: BoundedReader;
  #greeted = false;
  #closing = false;
  #unsubscribe: (() => void) | undefined;

  constructor(socket: WebSocket, caller: Caller, options: SessionOptions) {
    this.#socket = socket;
    this.#caller = caller;
    this.#options = options;
    const messages = messageSocket(socket);
    this.#reader = new BoundedReader(messages, {
      pendingRequests: MAX_PENDING_REQUESTS,
      unreadBytes: MAX_UNREAD_BYTES,
    });
    this.#connection = createMessageConnection(this.#reader, new SocketWriter(messages, (id) => this.#written(id)));
    this.#connection.onRequest((method, given) => this.#answer(method, given));
    messages.onClose(() => {
      this.#unsubscribe?.();
      this.#connection.dispose();
    });
    this.#connection.listen();
  }

  #written(answered: number | undefined): void {
    if (answered === undefined) this.#reader.flushed();
    else this.#reader.answered(answered);
    if (this.#closing && answered !== undefined) this.#socket.close(CLOSE_POLICY, 'hello');
  }

  async #answer(method: string, given: unknown): Promise<unknown> {
    let domain = nameIn(given);
    let result = 'ok';
    try {
      const answer = await this.#dispatch(method, given ?? {});
      domain = nameIn(answer) ?? domain;
      return answer;
    } catch (error) {
      if (!(error instanceof VirtcellError)) this.#options.logError(method, error);
      result = publicErrorData(error).code;
      return toResponseError(error);
    } finally {
      if (isPrivileged(method)) this.#options.audit(auditEntry(this.#caller, method, domain, result));
    }
  }

  async #dispatch(method: string, given: unknown): Promise<unknown> {
    if (!isMethod(method)) throw badRequest(`There is no method ${JSON.stringify(method)}.`);
    if (method === 'hello') return this.#hello(given);
    if (!this.#greeted) {
      this.#closing = true;
      throw badRequest('The first request must be hello.');
    }
    if (method === 'subscribe') return this.#subscribe(given);
    return this.#handle(method, given);
  }

  #handle<M extends keyof Handlers>(method: M, given: unknown): Promise<Result<M>> {
    // The table gives each method its own schema; TypeScript follows that only for one method, not for M.
    const checked = validate(params[method], given, method) as Params<M>;
    return this.#options.service.handlers[method](this.#caller, checked);
  }

  #hello(given: unknown): Result<'hello'> {
    this.#closing = !this.#greeted;
    const { protocol } = validate(params.hello, given, 'hello');
    if (this.#greeted) throw badRequest('hello was said already.');
    checkVersion(protocol, this.#options.service.version);
    this.#closing = false;
    this.#greeted = true;
    this.#options.greeted();
    const { version } = this.#options.service;
    return { protocol: PROTOCOL_VERSION, version, pid: process.pid, uid: this.#caller.uid };
  }

  #subscribe(given: unknown): Result<'subscribe'> {
    validate(params.subscribe, given, 'subscribe');
    this.#unsubscribe ??= this.#options.service.subscribe(this.#caller, (event) => this.#send(event));
    return {};
  }

  #send(event: AgentEvent): void {
    if (this.#socket.bufferedAmount > MAX_UNREAD_BYTES) {
      // It could not be told what it missed; connecting again, it asks for the whole list.
      this.#socket.terminate();
      return;
    }
    this.#connection.sendNotification(EVENT_NOTIFICATION, event).catch((error: unknown) => {
      // A connection that closed before its event was taken is no failure of the agent.
      if (this.#socket.readyState === this.#socket.OPEN) this.#options.logError(EVENT_NOTIFICATION, error);
    });
  }
}

/** Both versions are named, since the user has to know which of the two programs is the older one. */
export function checkVersion(protocol: number, agentVersion: string): void {
  if (protocol === PROTOCOL_VERSION) return;
  throw new VirtcellError({
    code: 'agent-version',
    message: `The client speaks protocol ${protocol}, the agent (version ${agentVersion}) protocol ${PROTOCOL_VERSION}.`,
    hint: `Update the ${protocol < PROTOCOL_VERSION ? 'client' : 'agent, and restart it; running VMs go on'}.`,
  });
}

const badRequest = (message: string): VirtcellError => new VirtcellError({ code: 'bad-request', message });
