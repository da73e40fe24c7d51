import { readFileSync, statSync } from 'node:fs';

/** Who a shell is, as passwd(5) has it. */
export interface ShellUser {
  readonly name: string;
  readonly home: string;
  readonly shell: string;
}

const SHELL = '/bin/sh';

/**
 * Who has this uid and what their shell is; /bin/sh where that is none that the administrator lists in shells(5), as for
 * system users. A uid without a user is its number.
 */
export const readShellUser = (uid: number): ShellUser =>
  shellUser(uid, readFileSync('/etc/passwd', 'utf8'), readShells(), isProgram);

export function shellUser(
  uid: number,
  passwd: string,
  shells: readonly string[],
  isProgram: (path: string) => boolean,
): ShellUser {
  const lines = passwd.split('\n').map((line) => line.split(':'));
  const [name = '', , , , , home = '', shell = ''] = lines.find(([, , id]) => id === String(uid)) ?? [];
  const listed = shell.startsWith('/') && shells.includes(shell) && isProgram(shell);
  return { name: name || String(uid), home: home || '/', shell: listed ? shell : SHELL };
}

/** shells(5). */
function readShells(): string[] {
  try {
    return readFileSync('/etc/shells', 'utf8').split('\n');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function isProgram(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && (found.mode & 0o111) !== 0;
}
