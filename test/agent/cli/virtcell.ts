import { PassThrough } from 'node:stream';
import { run } from '../../../agent/cli/run.ts';
import type { Terminal } from '../../../agent/cli/terminal.ts';

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command has for a terminal; the test types and reads. */
export class FakeTerminal implements Terminal {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly env: Record<string, string>;
  readonly #seen = { stdout: '', stderr: '' };
  #onText: () => void = () => {};

  constructor(env: Record<string, string>) {
    this.env = env;
    for (const name of ['stdout', 'stderr'] as const) {
      this[name].on('data', (chunk: Buffer) => {
        this.#seen[name] += chunk.toString();
        this.#onText();
      });
    }
  }

  get texts(): { readonly stdout: string; readonly stderr: string } {
    return this.#seen;
  }

  /** Resolves when a text stands on standard output or error. */
  seen(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.#onText = () => {
        if (`${this.#seen.stdout}${this.#seen.stderr}`.includes(text)) resolve();
      };
      this.#onText();
    });
  }

  async run(...argv: string[]): Promise<Finished> {
    const code = await run(argv, this);
    return { code, ...this.#seen };
  }
}

/** Runs a command to its end; its standard input is `input`. */
export function virtcell(socket: string, argv: readonly string[], input = ''): Promise<Finished> {
  const terminal = new FakeTerminal({ VIRTCELL_SOCKET: socket });
  terminal.stdin.end(input);
  return terminal.run(...argv);
}
