import { closeSync, constants, fstatSync, openSync, rmSync } from 'node:fs';
import { VirtcellError } from '../../protocol/errors.ts';
import { tryLock } from '../linux/files.ts';

/** Root's alone: whoever may open it could keep everybody else from installing. */
const LOCK = '/run/virtcell-install.lock';

/**
 * Does the work while no other installation or uninstallation is under way: each has looked at what is there, and would
 * remove what the other has made. The kernel gives the lock back when this process ends, however it does.
 *
 * @throws VirtcellError `install-refused` when another is under way
 */
export async function alone<T>(work: () => Promise<T>): Promise<T> {
  const fd = holdLock();
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
    closeSync(fd);
  }
}

function holdLock(): number {
  for (;;) {
    const fd = openSync(LOCK, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);
    if (!tryLock(fd)) {
      closeSync(fd);
      const message = 'another installation or uninstallation is under way';
      throw new VirtcellError({ code: 'install-refused', message, path: LOCK });
    }
    // Its last holder may have removed it since it was opened: then the next one would lock another file.
    if (fstatSync(fd).nlink > 0) return fd;
    closeSync(fd);
  }
}
