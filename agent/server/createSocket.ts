import { chmodSync, chownSync, lstatSync, realpathSync, statSync, unlinkSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { VirtcellError } from '../../protocol/errors.ts';

/** Who may connect, beside root: a group, or one user (the one who ran sudo); without either, the agent's own user. */
export interface SocketAccess {
  readonly group?: number;
  readonly owner?: number;
}

/** sockaddr_un.sun_path without the closing NUL; Node cuts longer paths off in silence. */
const MAX_PATH_BYTES = 107;

/**
 * Listens at a path in a directory that nobody else can change. What a dead agent left there is replaced; a live agent,
 * or anything that is not a socket, is an error.
 */
export async function createSocket(server: Server, path: string, access: SocketAccess): Promise<void> {
  const place = join(safeDirectory(path), basename(path));
  if (Buffer.byteLength(place) > MAX_PATH_BYTES) {
    throw socketError(place, `A socket's path has at most ${MAX_PATH_BYTES} bytes.`);
  }
  await removeStale(place);
  await listen(server, place);
  // Until here root alone could connect: mode 0600 from the umask on.
  chownSync(place, access.owner ?? process.geteuid?.() ?? 0, access.group ?? process.getegid?.() ?? 0);
  chmodSync(place, access.group === undefined ? 0o600 : 0o660);
}

/** The socket's directory by its real name, when it and all above it belong to root or to this process's user alone. */
function safeDirectory(path: string): string {
  const directory = realpathSync(dirname(path));
  for (let at = directory; ; at = dirname(at)) {
    const { uid, mode } = statSync(at);
    const sticky = (mode & 0o1000) !== 0 && at !== directory;
    if ((uid !== 0 && uid !== process.geteuid?.()) || ((mode & 0o022) !== 0 && !sticky)) {
      throw socketError(path, `${at} can be changed by others, who could put their own socket in its place.`);
    }
    if (at === '/') return directory;
  }
}

async function removeStale(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isSocket()) throw socketError(path, 'There is something else than a socket at this path.');
  if (await someoneListens(path)) throw socketError(path, 'An agent is running at this socket already.');
  unlinkSync(path);
}

function someoneListens(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(false);
      else reject(error);
    });
  });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    // bind(2) makes the socket's file within this call, so the umask holds for it and for nothing else.
    const umask = process.umask(0o177);
    try {
      server.listen({ path }, () => {
        server.off('error', reject);
        resolve();
      });
    } finally {
      process.umask(umask);
    }
  });
}

function socketError(path: string, message: string): VirtcellError {
  return new VirtcellError({ code: 'agent-not-running', message, path });
}
