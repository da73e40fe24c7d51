import { type Duplex, PassThrough } from 'node:stream';
import type { Caller } from '../../../agent/access/caller.ts';
import type { Attachment, Viewer } from '../../../agent/consoles/console.ts';
import type { OpenShell, TerminalSize } from '../../../agent/consoles/shell.ts';
import type { AgentService, Handlers } from '../../../agent/server/handlers.ts';
import type { ConsoleQuery } from '../../../protocol/console.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { AgentEvent } from '../../../protocol/events.ts';
import type { GraphicsQuery } from '../../../protocol/graphics.ts';
import type { DevReport, DomainEntry, DomainInfo } from '../../../protocol/methods.ts';
import type { ShellControl, ShellQuery } from '../../../protocol/shell.ts';

/** A running domain of the owner. */
export function entry(owner: number, name = 'demo'): DomainEntry {
  return {
    name,
    uuid: '6a7cf3a5-22f6-4d5a-9d56-3f0f52b6f3b1',
    id: 1,
    state: 'running',
    pid: 4711,
    owner,
    consoles: [
      { alias: 'serial0', type: 'isa-serial', path: '/dev/pts/7', link: '/run/virtcell/domains/1000/demo/serial0' },
    ],
    waysIn: { screen: false, console: true },
    definition: null,
    taints: [],
    startedFrom: { file: '/home/ann/demo.domain.xml', sha256: '0'.repeat(64) },
    autostart: false,
    problem: null,
  };
}

export const info = (owner: number): DomainInfo => ({
  ...entry(owner),
  ...{ vcpus: { maximum: 2, current: 1 }, memory: { maximum: 1 << 26, current: 1 << 25 }, persistent: false },
  ...{ reason: 'booted', since: '2026-01-02T03:04:05.678Z', startedAt: '2026-01-02T03:04:05.678Z' },
  ...{ privateDev: { nodes: 9, hidden: 180, mountNamespace: 4026532001 }, changed: null },
});

export const REPORT: DevReport = {
  nodes: [
    {
      path: '/dev/null',
      kind: 'char',
      major: 1,
      minor: 3,
      mode: '0666',
      uid: 0,
      gid: 0,
      reasons: [{ kind: 'default' }],
      state: 'as-planned',
    },
  ],
  mounts: [{ path: '/dev/pts', source: 'devpts', fsType: 'devpts', options: ['rw', 'nosuid'], sharedWithHost: true }],
  hidden: 180,
};

export interface FakeViewer {
  readonly caller: Caller;
  readonly query: ConsoleQuery;
  readonly viewer: Viewer;
  readonly written: Buffer[];
  readonly shown: number[];
  /** When the guest takes what is typed. */
  taken: Promise<void>;
  detached: boolean;
  gone: () => void;
  onWritten: () => void;
}

/** A shell that does nothing by itself. */
export class FakeShell implements OpenShell {
  readonly caller: Caller;
  readonly query: ShellQuery;
  readonly client: Viewer<ShellControl>;
  readonly written: Buffer[] = [];
  readonly sizes: TerminalSize[] = [];
  /** When it takes what is typed. */
  taken = Promise.resolve();
  onWritten: () => void = () => {};
  readonly left: Promise<void>;
  leave: () => void = () => {};

  constructor(caller: Caller, query: ShellQuery, client: Viewer<ShellControl>) {
    this.caller = caller;
    this.query = query;
    this.client = client;
    this.left = new Promise((resolve) => {
      this.leave = resolve;
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    this.written.push(Buffer.from(bytes));
    this.onWritten();
    return this.taken;
  }

  resize(size: TerminalSize): void {
    this.sizes.push(size);
    this.onWritten();
  }
}

/** Stands for the lifecycle behind a server that is real; domains belong to whoever asks. */
export class FakeService implements AgentService {
  readonly version = '0.1.0';
  readonly calls: { readonly method: string; readonly caller: Caller; readonly params: unknown }[] = [];
  readonly viewers: FakeViewer[] = [];
  readonly shells: FakeShell[] = [];
  readonly screens: Duplex[] = [];
  readonly handlers: Handlers;
  readonly #listeners = new Map<(event: AgentEvent) => void, Caller>();
  subscribed: () => void = () => {};
  unsubscribed: () => void = () => {};
  onCall: () => void = () => {};
  opened: (shell: FakeShell) => void = () => {};
  isDomain: (pid: number) => boolean = () => false;
  /** What an attached viewer sees at once. */
  greet: (viewer: FakeViewer) => void = ({ viewer, query }) => {
    viewer.control({
      kind: 'attached',
      alias: query.alias ?? 'serial0',
      path: '/dev/pts/7',
      offset: 0,
      writer: query.mode !== 'read',
    });
  };

  constructor(overrides: Partial<Handlers> = {}) {
    const started = (caller: Caller) => ({ ...entry(caller.uid), timeline: [{ step: 'exec', ns: 1 }] });
    const handlers: Handlers = {
      doctor: async () => ({ checks: [{ name: 'landlock', ok: true, detail: 'ABI 7' }] }),
      plan: async () => ({ report: REPORT, diagnostics: [] }),
      define: async (caller) => ({ ...entry(caller.uid), id: null, state: 'shut off', pid: null, consoles: [] }),
      undefine: async () => ({}),
      create: async (caller) => started(caller),
      start: async (caller) => started(caller),
      shutdown: async () => ({}),
      reboot: async () => ({}),
      reset: async () => ({}),
      suspend: async () => ({}),
      resume: async () => ({}),
      destroy: async () => ({}),
      autostart: async (caller, { enabled }) => ({ ...entry(caller.uid), autostart: enabled }),
      dominfo: async (caller) => info(caller.uid),
      changes: async () => ({
        startedFrom: { file: null, text: '<domain/>' },
        definition: null,
        attached: [],
        detached: [],
      }),
      list: async (caller) => ({ domains: [entry(caller.uid)] }),
      consoleLog: async () => ({ alias: 'serial0', running: true, first: 0, end: 0, marks: [], since: null }),
      dumpxml: async () => ({ xml: '<domain/>' }),
      dev: async () => REPORT,
      syncDev: async () => ({ changed: [], held: [], refused: [] }),
      attachDevice: async () => ({ alias: 'rng0', nodes: [] }),
      detachDevice: async () => ({ alias: 'rng0', nodes: [] }),
      monitorCommand: async () => ({ return: { status: 'running' } }),
      ...overrides,
    };
    this.handlers = Object.fromEntries(
      Object.entries(handlers).map(([method, handler]) => [
        method,
        (caller: Caller, params: never) => {
          this.calls.push({ method, caller, params });
          this.onCall();
          return handler(caller, params);
        },
      ]),
      // Object.fromEntries forgets which key had which value.
    ) as unknown as Handlers;
  }

  isDomainProcess(pid: number): boolean {
    return this.isDomain(pid);
  }

  subscribe(caller: Caller, listener: (event: AgentEvent) => void): () => void {
    this.#listeners.set(listener, caller);
    this.subscribed();
    return () => {
      this.#listeners.delete(listener);
      this.unsubscribed();
    };
  }

  tell(event: AgentEvent): void {
    for (const listener of this.#listeners.keys()) listener(event);
  }

  async openScreen(_caller: Caller, query: GraphicsQuery): Promise<Duplex> {
    if (query.name !== 'demo') {
      throw new VirtcellError({ code: 'graphics-unavailable', message: `'${query.name}' has no screen.` });
    }
    // It says what it is told.
    const screen = new PassThrough();
    this.screens.push(screen);
    return screen;
  }

  async openShell(caller: Caller, query: ShellQuery, client: Viewer<ShellControl>): Promise<OpenShell> {
    if (query.name !== 'demo') {
      throw new VirtcellError({
        code: 'domain-not-running',
        message: `'${query.name}' does not run.`,
        hint: 'Start it.',
      });
    }
    const shell = new FakeShell(caller, query, client);
    this.shells.push(shell);
    this.opened(shell);
    client.control({ kind: 'started', pid: 4712 });
    return shell;
  }

  attachConsole(caller: Caller, query: ConsoleQuery, viewer: Viewer): Attachment {
    if (query.name !== 'demo') {
      throw new VirtcellError({ code: 'domain-not-found', message: `There is no domain '${query.name}'.` });
    }
    const attached: FakeViewer = {
      caller,
      query,
      viewer,
      written: [],
      shown: [],
      taken: Promise.resolve(),
      detached: false,
      gone: () => {},
      onWritten: () => {},
    };
    this.viewers.push(attached);
    this.greet(attached);
    return {
      write: (bytes) => {
        attached.written.push(Buffer.from(bytes));
        attached.onWritten();
        return attached.taken;
      },
      shown: (bytes) => {
        attached.shown.push(bytes);
      },
      detach: () => {
        attached.detached = true;
        attached.gone();
      },
    };
  }
}
