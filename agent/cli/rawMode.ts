import { constants } from 'node:os';
import type { Terminal, TtyInput } from './terminal.ts';

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const;

/** Whether somebody types: then every key, Ctrl-C too, is the guest's. */
export function isTyped(stdin: Terminal['stdin']): stdin is Terminal['stdin'] & TtyInput {
  return stdin.isTTY === true && stdin.setRawMode !== undefined;
}

/** Gives the guest every key. The terminal gets its own mode back by what is returned, and however else this process ends. */
export function enterRawMode(stdin: TtyInput): () => void {
  const restore = (): void => {
    stdin.setRawMode(false);
  };
  const endBySignal = (signal: NodeJS.Signals): void => {
    // As a shell counts a command that a signal ended; 'exit' restores the mode.
    process.exit(128 + constants.signals[signal]);
  };
  stdin.setRawMode(true);
  process.on('exit', restore);
  for (const signal of SIGNALS) process.on(signal, endBySignal);
  return () => {
    restore();
    process.off('exit', restore);
    for (const signal of SIGNALS) process.off(signal, endBySignal);
  };
}
