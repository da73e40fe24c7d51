import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import * as z from 'zod/mini';
import { agentClosed } from '../../protocol/agentClosed.ts';
import { consoleControl } from '../../protocol/console.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { LineTimes } from '../../protocol/lineTimes.ts';
import { CLOSE_NORMAL, CLOSE_POLICY } from '../../protocol/messageSocket.ts';
import { parseJson } from '../../protocol/parseJson.ts';
import type { L10n } from '../l10n.ts';
import type { ConsoleSocket, OpenConsoleSocket } from './consoleSocket.ts';

/** What was saved of a log. */
export interface SavedLog {
  readonly bytes: number;
  /** Bytes before them that the agent does not keep any more. */
  readonly missing: number;
}

export interface LogFileDeps {
  readonly openSocket: OpenConsoleSocket;
  readonly signal?: AbortSignal;
  /** Puts the time before each line. */
  readonly times?: LineTimes | undefined;
  readonly l10n: L10n;
}

/**
 * Writes a console's whole log to a file. It goes through memory in pieces: what the disk has not taken is left with the
 * agent. The file is there when it is whole, and not before.
 *
 * @throws VirtcellError the agent's, or `storage` with the errno
 */
export async function saveLogFile(route: string, path: string, deps: LogFileDeps): Promise<SavedLog> {
  const part = `${path}.part`;
  try {
    const saved = await writeLog(route, part, deps);
    await rename(part, path);
    return saved;
  } catch (error) {
    await rm(part, { force: true });
    throw error instanceof VirtcellError ? error : notWritten(path, error, deps.l10n);
  }
}

async function writeLog(route: string, path: string, deps: LogFileDeps): Promise<SavedLog> {
  const file = createWriteStream(path);
  try {
    await once(file, 'open');
    const saved = await receive(route, file, deps);
    file.end();
    await once(file, 'close');
    return saved;
  } finally {
    file.destroy();
  }
}

/** Resolves when the agent has told all. */
function receive(
  route: string,
  file: ReturnType<typeof createWriteStream>,
  { openSocket, signal, times }: LogFileDeps,
): Promise<SavedLog> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    let offset = 0;
    let missing = 0;
    let ended = false;
    const heed = (socket: ConsoleSocket, text: string): void => {
      const control = z.safeParse(consoleControl, parseJson(text));
      if (!control.success) {
        socket.close(CLOSE_POLICY);
        return;
      }
      const said = control.data;
      if (said.kind === 'attached') offset = said.offset;
      else if (said.kind === 'ended') ended = true;
      else if (said.kind === 'gap') {
        missing += said.to - said.from;
        offset = said.to;
      }
    };
    const listen = (socket: ConsoleSocket): ConsoleSocket => {
      socket.on('message', (data, isBinary) => {
        if (!isBinary || !(data instanceof Uint8Array)) {
          heed(socket, data.toString());
          return;
        }
        const written = times ? times.stamp(data, offset) : data;
        bytes += data.length;
        offset += data.length;
        if (file.write(written)) return;
        socket.pause();
        file.once('drain', () => socket.resume());
      });
      socket.on('close', () => (ended ? resolve({ bytes, missing }) : reject(agentClosed())));
      return socket;
    };
    file.once('error', reject);
    openSocket(route, listen).then((socket) => {
      const leave = (): void => socket.close(CLOSE_NORMAL);
      file.once('error', leave);
      if (signal?.aborted) leave();
      else signal?.addEventListener('abort', leave, { once: true });
    }, reject);
  });
}

function notWritten(path: string, error: unknown, l10n: L10n): VirtcellError {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const why = { ...(code !== undefined && { errno: code }), ...(syscall !== undefined && { syscall }) };
  const message = l10n.t('The log cannot be written to {0} ({1})', path, code ?? String(error));
  return new VirtcellError({ code: 'storage', message, path, ...why }, { cause: error });
}
