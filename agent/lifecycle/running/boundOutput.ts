import { closeSync, constants, fstatSync, openSync, watch } from 'node:fs';
import { punchHole } from '../../linux/files.ts';

/** How much of what QEMU writes on its standard output and error is kept: its end, which says why it died. */
const KEPT = 1 << 20;
/** What stat(2) counts blocks in. */
const BLOCK = 512;

/**
 * Keeps the file that QEMU writes its output into from growing without end: its folder is in memory, and everybody's. A
 * QEMU that fell to its guest may write as fast as it can. The file is not made shorter, so that its end stays its end;
 * what is old gives its blocks back.
 *
 * @returns stops that
 */
export function boundOutput(path: string, failed: (error: unknown) => void): () => void {
  const fd = openSync(path, constants.O_RDWR | constants.O_NOFOLLOW);
  const trim = (): void => {
    const { size, blocks } = fstatSync(fd);
    if (blocks * BLOCK > 2 * KEPT) punchHole(fd, 0, size - KEPT);
  };
  const orSay = (): void => {
    try {
      trim();
    } catch (error) {
      failed(error);
    }
  };
  const watcher = watch(path, { persistent: false }, orSay).on('error', failed);
  // What it wrote while no agent ran.
  orSay();
  return () => {
    watcher.close();
    closeSync(fd);
  };
}
