import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SYSTEM_SOCKET } from './socketPath.ts';

/** What installing makes, by the agent's own command or as a package. */
const INSTALLED = ['/usr/local/lib/virtcell/current', '/usr/lib/virtcell/current'];

/** Whether an agent is installed that would listen at this socket: of another socket nobody but its agent knows. */
export const isInstalled = (socket: string, exists: (path: string) => boolean = existsSync): boolean =>
  socket === SYSTEM_SOCKET && INSTALLED.some(exists);

/**
 * The command line that installs the agent, where the extension lies beside one: in a checkout. As a VSIX it has none.
 * Node by its whole path: sudo has a PATH of its own, on which one from a home is not.
 *
 * @param folder the extension's
 */
export function installCommand(folder: string, exists: (path: string) => boolean = existsSync): string | undefined {
  const program = join(folder, 'dist/virtcell.js');
  return exists(program) ? `sudo "$(command -v node)" ${quoted(program)} agent install` : undefined;
}

/** For a shell. */
export const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
