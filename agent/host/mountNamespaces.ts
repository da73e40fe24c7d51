import { statSync } from 'node:fs';

/** Whether this process sees the mounts that init sees; undefined where that cannot be found out. */
export function isInInitsMountNamespace(): boolean | undefined {
  const inits = mountNamespaceOf(1);
  return inits === undefined ? undefined : mountNamespaceOf('self') === inits;
}

/** Looking at another process's takes ptrace rights, which containers and security modules may deny to root. */
function mountNamespaceOf(pid: 1 | 'self'): number | undefined {
  try {
    return statSync(`/proc/${pid}/ns/mnt`).ino;
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM'))
      return undefined;
    throw error;
  }
}
