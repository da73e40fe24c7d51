import 'vscode-jsonrpc/node';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createNetServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { consoleQuery } from '../../protocol/console.ts';
import type { Deadline } from '../../protocol/deadline.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import { graphicsQuery } from '../../protocol/graphics.ts';
import { MAX_CONSOLE_BYTES, MAX_MESSAGE_BYTES } from '../../protocol/limits.ts';
import { CLOSE_GOING_AWAY } from '../../protocol/messageSocket.ts';
import { publicErrorData } from '../../protocol/rpcErrors.ts';
import { shellQuery } from '../../protocol/shell.ts';
import type { Caller } from '../access/caller.ts';
import { type Audit, auditEntry } from './audit.ts';
import { type Connection, Connections } from './connections.ts';
import { serveConsole } from './consoleSession.ts';
import { createSocket, type SocketAccess } from './createSocket.ts';
import { timerDeadline } from './deadline.ts';
import { serveGraphics } from './graphicsSession.ts';
import type { AgentService } from './handlers.ts';
import { callerOf, refuseDomainProcess } from './peer.ts';
import { refuse } from './refusal.ts';
import { RpcSession } from './rpcSession.ts';
import { serveShell } from './shellSession.ts';
import { readStreamQuery } from './streamQuery.ts';

export interface ServerOptions {
  readonly service: AgentService;
  readonly path: string;
  readonly access: SocketAccess;
  readonly audit: Audit;
  /** For what no client may be told. */
  readonly logError: (what: string, error: unknown) => void;
  readonly deadline?: Deadline;
  readonly connectionsPerUid?: number;
}

/** How long clients have to close their end when the agent stops. */
const CLOSING_MILLISECONDS = 1_000;

/** The agent's socket: WebSockets on `/rpc`, `/console`, `/shell` and `/graphics`, from peers that the kernel has named. */
export class Server {
  readonly #options: ServerOptions;
  readonly #deadline: Deadline;
  readonly #connections: Connections;
  readonly #net = createNetServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  readonly #http = createHttpServer({ maxHeaderSize: 8 << 10, requestTimeout: 0, headersTimeout: 0 });
  readonly #rpc = webSocketServer(MAX_MESSAGE_BYTES);
  readonly #streams = webSocketServer(MAX_CONSOLE_BYTES);

  static async start(options: ServerOptions): Promise<Server> {
    const server = new Server(options);
    await createSocket(server.#net, options.path, options.access);
    return server;
  }

  private constructor(options: ServerOptions) {
    this.#options = options;
    this.#deadline = options.deadline ?? timerDeadline;
    this.#connections = new Connections(this.#deadline, options.connectionsPerUid);
    this.#http.on('request', (request, response) => {
      response.writeHead(404, { Connection: 'close', 'Content-Type': 'application/json' });
      response.end(JSON.stringify(notFound(request).data));
    });
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Takes no more connections and ends those there are. The VMs go on. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#net.close(() => resolve()));
    for (const { clients } of [this.#rpc, this.#streams]) {
      for (const client of clients) client.close(CLOSE_GOING_AWAY, 'the agent stops');
    }
    const cancel = this.#deadline(CLOSING_MILLISECONDS, () => this.#connections.destroyAll());
    await closed;
    cancel();
  }

  /** The kernel says who it is before a byte of what it says is read. */
  #accept(socket: Socket): void {
    // A peer that breaks off is no failure of the agent: 'close' follows, and cleans up.
    socket.on('error', () => {});
    const established = this.#connections.limitTime(socket);
    let caller: Caller | undefined;
    try {
      caller = callerOf(socket);
      this.#connections.add(socket, caller, established);
      refuseDomainProcess(socket, caller.pid, (pid) => this.#options.service.isDomainProcess(pid));
    } catch (error) {
      this.#refuse(socket, 'connect', error, caller);
      return;
    }
    this.#http.emit('connection', socket);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const connection = this.#connections.get(socket);
    if (!connection) {
      socket.destroy();
      return;
    }
    const [path = '', search = ''] = (request.url ?? '').split('?', 2);
    try {
      // A browser always sends it, and no web page has any business here.
      if (request.headers.origin !== undefined) throw originRefused();
      const upgrade = { request, socket, head, connection };
      if (path === '/rpc') this.#serveRpc(upgrade);
      else if (path === '/console') this.#serveConsole(upgrade, new URLSearchParams(search));
      else if (path === '/shell') this.#serveShell(upgrade, new URLSearchParams(search));
      else if (path === '/graphics') this.#serveGraphics(upgrade, new URLSearchParams(search));
      else throw notFound(request);
    } catch (error) {
      this.#refuse(socket, STREAM_VERBS[path] ?? 'connect', error, connection.caller);
    }
  }

  #serveRpc(upgrade: Upgrade): void {
    const { service, audit, logError } = this.#options;
    const { caller, established } = upgrade.connection;
    const session = { service, audit, logError, greeted: established };
    complete(this.#rpc, upgrade, (webSocket) => new RpcSession(webSocket, caller, session));
  }

  #serveConsole(upgrade: Upgrade, search: URLSearchParams): void {
    const { service, audit } = this.#options;
    const { caller, established } = upgrade.connection;
    const query = readStreamQuery(consoleQuery, 'console', search, service.version);
    serveConsole(service, caller, query, this.#deadline, (opened) =>
      complete(this.#streams, upgrade, (webSocket) => {
        established();
        audit(auditEntry(caller, 'console', query.name, 'ok'));
        opened(webSocket);
      }),
    );
  }

  #serveShell(upgrade: Upgrade, search: URLSearchParams): void {
    const { service, audit } = this.#options;
    const { caller, established } = upgrade.connection;
    const query = readStreamQuery(shellQuery, 'shell', search, service.version);
    serveShell(service, caller, query, this.#deadline, (opened) =>
      complete(this.#streams, upgrade, (webSocket) => {
        established();
        audit(auditEntry(caller, 'shell', query.name, 'ok'));
        opened(webSocket);
      }),
    ).catch((error: unknown) => this.#refuse(upgrade.socket, 'shell', error, caller, query.name));
  }

  #serveGraphics(upgrade: Upgrade, search: URLSearchParams): void {
    const { service, audit } = this.#options;
    const { caller, established } = upgrade.connection;
    const query = readStreamQuery(graphicsQuery, 'graphics', search, service.version);
    serveGraphics(service, caller, query, (opened) =>
      complete(this.#streams, upgrade, (webSocket) => {
        established();
        audit(auditEntry(caller, 'graphics', query.name, 'ok'));
        opened(webSocket);
      }),
    ).catch((error: unknown) => this.#refuse(upgrade.socket, 'graphics', error, caller, query.name));
  }

  #refuse(
    socket: Duplex,
    verb: string,
    error: unknown,
    caller: Caller | undefined,
    domain: string | null = null,
  ): void {
    if (!(error instanceof VirtcellError)) this.#options.logError(verb, error);
    const data = publicErrorData(error);
    this.#options.audit(auditEntry(caller, verb, domain, data.code));
    refuse(socket, data);
  }
}

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly connection: Connection;
}

/** How the audit calls the routes that carry bytes. */
const STREAM_VERBS: Readonly<Record<string, string>> = {
  '/console': 'console',
  '/shell': 'shell',
  '/graphics': 'graphics',
};

const webSocketServer = (maxPayload: number): WebSocketServer =>
  new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload });

/** False when the request's own headers were wrong: ws has answered it then. */
function complete(server: WebSocketServer, upgrade: Upgrade, opened: (socket: WebSocket) => void): boolean {
  let isOpen = false;
  // ws calls back before it returns, or not at all.
  server.handleUpgrade(upgrade.request, upgrade.socket, upgrade.head, (webSocket) => {
    isOpen = true;
    // ws answers a broken or oversize frame with the close code for it; 'close' follows.
    webSocket.on('error', () => {});
    opened(webSocket);
  });
  return isOpen;
}

function notFound(request: IncomingMessage): VirtcellError {
  const message = `${request.method ?? ''} ${request.url ?? ''}: the agent answers WebSockets on /rpc, /console, /shell and /graphics.`;
  return new VirtcellError({ code: 'bad-request', message });
}

const originRefused = (): VirtcellError =>
  new VirtcellError({ code: 'caller-refused', message: 'The agent does not talk to web pages.' });
