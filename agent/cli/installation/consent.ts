import { createInterface } from 'node:readline';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Asks whether to go on; anything but yes is no.
 *
 * @throws VirtcellError `install-refused` when nobody is there to ask
 */
export async function consent(terminal: Terminal, question: string): Promise<boolean> {
  if (!terminal.stdin.isTTY) {
    const message = 'nobody is here to agree to it';
    throw new VirtcellError({
      code: 'install-refused',
      message,
      hint: 'In a script: --yes. To look first: --dry-run.',
    });
  }
  terminal.stderr.write(`${question} [y/N] `);
  const lines = createInterface({ input: terminal.stdin });
  try {
    for await (const line of lines) return /^y(es)?$/i.test(line.trim());
    return false;
  } finally {
    lines.close();
  }
}

export function requireRoot(): void {
  if (process.geteuid?.() === 0) return;
  const hint = 'Run it by sudo. To look first: --dry-run.';
  throw new VirtcellError({ code: 'caller-refused', message: 'only root may do this', hint });
}
