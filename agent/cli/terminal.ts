import type { Readable, Writable } from 'node:stream';

/** What a verb has of the process: a parameter, so that a verb runs the same in a test. */
export interface Terminal {
  /** `isTTY`: somebody types. */
  readonly stdin: Readable & { readonly isTTY?: boolean };
  /** Its size, where it is a terminal; `resize` is emitted when that changes. */
  readonly stdout: Writable & { readonly columns?: number; readonly rows?: number };
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Done, or what was asked for was refused or failed, or it was not understood. */
export const EXIT_DONE = 0;
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

export function printLine(terminal: Terminal, line: string): void {
  terminal.stdout.write(`${printable(line)}\n`);
}

/** One value, one line: what scripts read. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Beside the result, for the person: what was assumed, what the agent says meanwhile. */
export function printNote(terminal: Terminal, line: string): void {
  terminal.stderr.write(`${printable(line)}\n`);
}

/** Names and paths are chosen by users, and root sees those of all: none of them may command a terminal. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
