import { type ChildProcess, spawn } from 'node:child_process';

/**
 * It has opened its standard input itself, and says that it is `cat` before it reads from there. Of what it were given
 * open, the giver's close is no event, and the giver might be named for ever.
 */
const READS_PTY = 'exec cat /proc/self/comm - <>"$0"';
const READY = 'cat\n';

/** A program that reads a PTY beside the agent, as `screen` would, and passes on what it gets. */
export class OutsideProgram {
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  #text = '';
  #waiting: { readonly length: number; readonly resolve: () => void } | undefined;

  /** Resolves when it has the PTY open. */
  static async start(ptyPath: string): Promise<OutsideProgram> {
    const program = new OutsideProgram(ptyPath);
    await program.#said(READY.length);
    return program;
  }

  private constructor(ptyPath: string) {
    this.#process = spawn('sh', ['-c', READS_PTY, ptyPath], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#ended = new Promise((resolve) => this.#process.once('close', () => resolve()));
    this.#process.stdout?.on('data', (bytes: Buffer) => this.#got(bytes));
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  get text(): string {
    return this.#text.slice(READY.length);
  }

  async read(length: number): Promise<string> {
    await this.#said(READY.length + length);
    return this.text;
  }

  async end(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  async #said(length: number): Promise<void> {
    if (this.#text.length >= length) return;
    await new Promise<void>((resolve) => {
      this.#waiting = { length, resolve };
    });
  }

  #got(bytes: Buffer): void {
    this.#text += bytes.toString('latin1');
    if (this.#waiting && this.#text.length >= this.#waiting.length) this.#waiting.resolve();
  }
}
