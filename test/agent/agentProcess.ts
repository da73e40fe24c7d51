import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const VIRTCELL = fileURLToPath(new URL('../../dist/virtcell.js', import.meta.url));

export interface AgentProcessOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  /** The user whose agent it is, as when sudo started it: the socket is that user's. */
  readonly sudoUid?: number;
  /** The program and arguments in front of Node: an `unshare …`, to give the agent another host. */
  readonly wrapper?: readonly string[];
  /** Where everything of it lies, instead of in a new folder; made here, and gone with the agent. */
  readonly folder?: string;
  /** Instead of a folder of its own. */
  readonly stateDir?: string;
  /** More of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** An agent of one's own: real, root, with its own socket and folders. */
export class AgentProcess {
  readonly folder: string;
  readonly socket: string;
  readonly runDir: string;
  readonly stateDir: string;
  #options: AgentProcessOptions;
  #child: ChildProcess | undefined;
  /** What it wrote on standard error: the audit and whatever went wrong. */
  errors = '';
  #onErrors: () => void = () => undefined;

  private constructor(options: AgentProcessOptions) {
    // Not in the temporary folder: only a place that nobody else can write may hold the socket.
    this.folder = options.folder ?? mkdtempSync('/run/virtcell-test-');
    mkdirSync(this.folder, { recursive: true });
    chmodSync(this.folder, 0o755);
    this.runDir = join(this.folder, 'run');
    this.stateDir = options.stateDir ?? join(this.folder, 'state');
    this.socket = join(this.runDir, 'agent.sock');
    this.#options = options;
    mkdirSync(join(this.folder, 'files'), { mode: 0o755 });
  }

  static async start(options: AgentProcessOptions = {}): Promise<AgentProcess> {
    const agent = new AgentProcess(options);
    await agent.start();
    return agent;
  }

  /** What the next start is configured with. */
  configure(config: Readonly<Record<string, unknown>>): void {
    this.#options = { ...this.#options, config };
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Also after `kill`, on what that agent left. */
  async start(): Promise<void> {
    const config = join(this.folder, 'agent.json');
    writeFileSync(config, JSON.stringify({ qemuUser: 'root', ...this.#options.config }));
    const places = [
      '--socket',
      this.socket,
      '--state-dir',
      this.stateDir,
      '--run-dir',
      this.runDir,
      '--config',
      config,
    ];
    const argv = [...(this.#options.wrapper ?? []), process.execPath, VIRTCELL, 'agent', 'run', ...places];
    const { sudoUid } = this.#options;
    const own = { PATH: process.env.PATH, ...(sudoUid !== undefined && { SUDO_UID: String(sudoUid) }) };
    const env = { ...own, ...this.#options.env };
    const child = spawn(argv[0] ?? '', argv.slice(1), { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    child.stderr.on('data', (chunk: Buffer) => {
      this.errors += chunk;
      this.#onErrors();
    });
    // With its last words, which may come after its end.
    const ended = once(child, 'close').then(([code, signal]) => {
      throw new Error(`the agent ended early (${signal ?? code}): ${this.errors}`);
    });
    ended.catch(() => undefined);
    await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
  }

  /** Resolves when it has written that on standard error, from this moment on. */
  saysNext(text: string): Promise<void> {
    const from = this.errors.length;
    return new Promise((resolve) => {
      this.#onErrors = () => {
        if (this.errors.includes(text, from)) resolve();
      };
    });
  }

  async signal(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }

  /** Runs the `virtcell` command against this agent, as somebody else where a uid is given. */
  virtcell(
    argv: readonly string[],
    { uid, input, env: more }: { uid?: number; input?: string; env?: Readonly<Record<string, string>> } = {},
  ): Promise<CommandResult> {
    const asUser = uid === undefined ? [] : ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--'];
    const [program = '', ...rest] = [...asUser, process.execPath, VIRTCELL, ...argv];
    return new Promise((resolve) => {
      const env = { PATH: process.env.PATH, VIRTCELL_SOCKET: this.socket, ...more };
      const child = execFile(program, rest, { env, cwd: '/' }, (error, stdout, stderr) => {
        resolve({ code: error ? child.exitCode : 0, stdout, stderr });
      });
      // A command that has ended reads no more of it, and how it ended is told above.
      child.stdin?.on('error', () => undefined);
      if (input === undefined) child.stdin?.end();
      else child.stdin?.end(input);
    });
  }

  /** The same, its standard output read as JSON. Fails with what the command said when it did not succeed. */
  async json(argv: readonly string[], options: { uid?: number } = {}): Promise<unknown> {
    const { code, stdout, stderr } = await this.virtcell([...argv, '--json'], options);
    if (code !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  }

  /** A file for a test, readable by everybody unless said otherwise. */
  file(name: string, content: string | Uint8Array, owner = 0, mode = 0o644): string {
    const path = join(this.folder, 'files', name);
    writeFileSync(path, content, { mode });
    chmodSync(path, mode);
    if (owner !== 0) chownSync(path, owner, owner);
    return path;
  }

  /** Ends every domain, then the agent, and removes all files. */
  async dispose(): Promise<void> {
    const alive = this.#child && this.#child.exitCode === null && this.#child.signalCode === null;
    if (alive) {
      const domains = (await this.json(['list'])) as { name: string; owner: number }[];
      for (const { name, owner } of domains) await this.virtcell(['destroy', name, '--owner', String(owner)]);
    }
    await this.signal('SIGTERM');
    this.#endForgotten();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** QEMUs that no agent took over, of a test that failed before it ended them: their disks are in this folder. */
  #endForgotten(): void {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${this.folder}/`))
          process.kill(Number(pid), 'SIGKILL');
      } catch (error) {
        // It has just ended by itself.
        if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')))
          throw error;
      }
    }
  }
}
