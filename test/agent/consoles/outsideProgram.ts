import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';

/** A program that reads a PTY beside the agent, as `screen` would, and passes on what it gets. */
export class OutsideProgram {
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  #text = '';
  #waiting: { readonly length: number; readonly resolve: () => void } | undefined;

  constructor(ptyPath: string) {
    const fd = openSync(ptyPath, constants.O_RDWR | constants.O_NOCTTY);
    this.#process = spawn('cat', { stdio: [fd, 'pipe', 'inherit'] });
    closeSync(fd);
    this.#ended = new Promise((resolve) => this.#process.once('close', () => resolve()));
    this.#process.stdout?.on('data', (bytes: Buffer) => this.#got(bytes));
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  get text(): string {
    return this.#text;
  }

  async read(length: number): Promise<string> {
    if (this.#text.length < length) {
      await new Promise<void>((resolve) => {
        this.#waiting = { length, resolve };
      });
    }
    return this.#text;
  }

  async end(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  #got(bytes: Buffer): void {
    this.#text += bytes.toString('latin1');
    if (this.#waiting && this.#text.length >= this.#waiting.length) this.#waiting.resolve();
  }
}
