import { readSync, writeSync } from 'node:fs';
import { LinuxError } from './linux/libc.ts';
import { RuleError } from './namespace/confine.ts';
import { launch } from './namespace/launch.ts';
import type { LaunchFailure, LaunchReport, LaunchSpec } from './namespace/launchSpec.ts';
import { warmUp } from './namespace/warmUp.ts';

/* The process that becomes QEMU. It waits, warm, for one spec on its standard input, and ends if the agent does. */

const REPORT_FD = 3;
let step = 'spec';

/** Written at once: the next thing to happen may be exec, or a signal. EPIPE, an agent that died, ends this process. */
function say(report: LaunchReport): void {
  writeSync(REPORT_FD, `${JSON.stringify(report)}\n`);
}

function begin(name: string): void {
  step = name;
  say({ begin: name, at: Number(process.hrtime.bigint()) });
}

/** One line from standard input, read with blocking calls; undefined when it ends without one. */
function readLine(): string | undefined {
  const chunks: Buffer[] = [];
  const chunk = Buffer.alloc(1 << 16);
  for (;;) {
    const length = readSync(0, chunk);
    if (length === 0) return undefined;
    const end = chunk.subarray(0, length).indexOf(10);
    chunks.push(Buffer.from(chunk.subarray(0, end === -1 ? length : end)));
    if (end !== -1) return Buffer.concat(chunks).toString('utf8');
  }
}

function failure(error: unknown): LaunchFailure {
  if (error instanceof RuleError) return { step, ...error.failure };
  const { message } = error as Error;
  if (error instanceof LinuxError) {
    const { syscall, errno, path } = error;
    return { step, message, syscall, errno, ...(path !== undefined && { path }) };
  }
  const { syscall, code, path } = error as NodeJS.ErrnoException;
  return { step, message, ...(syscall && { syscall }), ...(code && { errno: code }), ...(path && { path }) };
}

warmUp();
say({ begin: 'warm', at: Number(process.hrtime.bigint()) });
const line = readLine();
if (line === undefined) process.exit(0);
try {
  launch(JSON.parse(line) as LaunchSpec, { begin, bound: (path) => say({ bound: path }) });
} catch (error) {
  say({ failed: failure(error) });
  process.exit(1);
}
