import * as vscode from 'vscode';

/** What a task does: says its stages, and resolves to whether it came to its end. Fails with what it has not said yet. */
export type TaskWork = (say: (line: string) => void, signal: AbortSignal) => Promise<boolean>;

const CTRL_C = '\x03';

/** The terminal of a task that runs in here. Closing it, or Ctrl+C, takes back what it does. */
export function taskTerminal(work: TaskWork, log: vscode.LogOutputChannel): vscode.Pseudoterminal {
  const written = new vscode.EventEmitter<string>();
  const ended = new vscode.EventEmitter<number>();
  const abort = new AbortController();
  const say = (line: string): void => written.fire(`${line.replaceAll('\n', '\r\n')}\r\n`);
  const run = async (): Promise<void> => {
    try {
      ended.fire((await work(say, abort.signal)) ? 0 : 1);
    } catch (error) {
      log.error(error instanceof Error ? error : String(error));
      say(String(error));
      ended.fire(1);
    }
  };
  return {
    onDidWrite: written.event,
    onDidClose: ended.event,
    // What is written before the terminal is there is lost.
    open: () => void run(),
    close: () => {
      abort.abort();
      written.dispose();
      ended.dispose();
    },
    handleInput: (text) => {
      if (text === CTRL_C) abort.abort();
    },
  };
}
