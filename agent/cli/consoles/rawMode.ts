import { execFileSync } from 'node:child_process';
import { constants } from 'node:os';

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const;

/**
 * Gives the guest every key, Ctrl-C too, and shows its output as it is. The terminal gets its own modes back by what is
 * returned, and however else this process ends.
 *
 * By stty(1): Node's raw mode leaves output processing on, and a line feed that only moves the cursor down, as full-screen
 * programs send it, would go back to the first column.
 */
export function enterRawMode(): () => void {
  const saved = stty('-g').trim();
  const restore = (): void => {
    stty(saved);
  };
  const endBySignal = (signal: NodeJS.Signals): void => {
    // As a shell counts a command that a signal ended; 'exit' restores the modes.
    process.exit(128 + constants.signals[signal]);
  };
  process.on('exit', restore);
  for (const signal of SIGNALS) process.on(signal, endBySignal);
  stty('raw', '-echo');
  return () => {
    restore();
    process.off('exit', restore);
    for (const signal of SIGNALS) process.off(signal, endBySignal);
  };
}

/** It works on its standard input, which is ours. */
const stty = (...modes: string[]): string =>
  execFileSync('stty', modes, { stdio: ['inherit', 'pipe', 'inherit'] }).toString();
