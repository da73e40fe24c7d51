import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConsoleSource } from '../../../agent/consoles/console.ts';
import { DomainConsole } from '../../../agent/consoles/console.ts';
import type { DrainThreads } from '../../../agent/consoles/drainThreads.ts';
import type { LogLimits } from '../../../agent/consoles/logLimits.ts';
import { PtyMaster } from './ptyPair.ts';

/** A console without a QEMU: the test holds the PTY's master and writes the log. */
export class ConsoleBench {
  readonly master = new PtyMaster();
  readonly folder = mkdtempSync(join(tmpdir(), 'virtcell-console-'));
  readonly logPath = join(this.folder, 'serial0.log');
  readonly console: DomainConsole;
  readonly logged: string[] = [];
  readonly #thread: DrainThreads;

  constructor(thread: DrainThreads, { output = '', limits }: { output?: string; limits?: LogLimits } = {}) {
    this.#thread = thread;
    writeFileSync(this.logPath, output);
    this.console = this.another({}, limits);
  }

  /** Another console on the same PTY and log: as after a restart of the agent, or a wrong one. */
  another(different: Partial<ConsoleSource>, limits?: LogLimits): DomainConsole {
    const source: ConsoleSource = {
      alias: 'serial0',
      record: 'log',
      ptyPath: this.master.path,
      logPath: this.logPath,
      qemuPid: process.pid,
      owner: process.getuid?.() ?? 0,
      ...different,
    };
    const log = (message: string) => this.logged.push(message);
    return new DomainConsole(source, { drainThreads: this.#thread, log, ...(limits && { limits }) });
  }

  print(output: string | Uint8Array): void {
    appendFileSync(this.logPath, output);
  }

  async close(): Promise<void> {
    await this.console.end('over');
    this.master.close();
    rmSync(this.folder, { recursive: true });
  }
}
