import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';

/** Where the agent's log is without systemd; see docs/install.md. */
const LOG_FILE = '/var/log/virtcell.log';
const LINES = 20;
const TAIL_BYTES = 16 << 10;
const DEADLINE = 5000;

/** The last lines of the agent's log, as far as this user may read it; otherwise why not. */
export async function agentLogTail(file = LOG_FILE): Promise<{ lines: string[] } | { reason: string }> {
  try {
    return { lines: lastLines(await endOf(file)) };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return error.code === 'ENOENT' ? journal() : { reason: error.message };
  }
}

async function endOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(TAIL_BYTES),
      0,
      TAIL_BYTES,
      Math.max(0, size - TAIL_BYTES),
    );
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

function journal(): Promise<{ lines: string[] } | { reason: string }> {
  const args = ['--unit=virtcell', `--lines=${LINES}`, '--no-pager', '--quiet', '--output=short-iso'];
  return new Promise((resolve) => {
    execFile('journalctl', args, { timeout: DEADLINE }, (error, stdout) =>
      resolve(error ? { reason: error.message.split('\n')[0] ?? '' } : { lines: lastLines(stdout) }),
    );
  });
}

const lastLines = (text: string): string[] => text.trimEnd().split('\n').filter(Boolean).slice(-LINES);
