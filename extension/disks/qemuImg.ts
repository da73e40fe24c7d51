import { execFile } from 'node:child_process';
import { VirtcellError } from '../../protocol/errors.ts';
import type { L10n } from '../l10n.ts';
import type { ImageFormat } from './imageHeader.ts';

const QEMU_IMG = '/usr/bin/qemu-img';

/** Images are made in moments, but not on a file server that hangs. */
const DEADLINE = 120_000;

export interface NewDisk {
  readonly path: string;
  readonly bytes: number;
  readonly backing?: { readonly path: string; readonly format: ImageFormat };
}

/** A qcow2 image, which takes no more room than what is written; over another image, which stays as it is. */
export const createArguments = ({ path, bytes, backing }: NewDisk): string[] => [
  ...['create', '-q', '-f', 'qcow2'],
  ...(backing ? ['-b', backing.path, '-F', backing.format] : []),
  path,
  String(bytes),
];

/** With its format said: a raw image is never taken for what its guest wrote at its beginning. */
export const resizeArguments = (path: string, format: ImageFormat, bytes: number): string[] => [
  ...['resize', '-q', '-f', format],
  path,
  String(bytes),
];

/**
 * Runs qemu-img without a shell. An aborted signal ends it.
 *
 * @throws VirtcellError `disk-image` with what it said, AbortError
 */
export function qemuImg(args: readonly string[], l10n: L10n, signal: AbortSignal, program = QEMU_IMG): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { signal, timeout: DEADLINE }, (error, _stdout, stderr) => {
      if (!error) resolve();
      else reject(signal.aborted ? error : imageError(error, stderr, l10n));
    });
  });
}

function imageError(error: Error & { code?: unknown; killed?: boolean }, stderr: string, l10n: L10n): VirtcellError {
  if (error.code === 'ENOENT') {
    const message = l10n.t('qemu-img is not installed.');
    return new VirtcellError({ code: 'disk-image', message, hint: l10n.t('Install the package qemu-utils.') });
  }
  if (error.killed) {
    return new VirtcellError({ code: 'timeout', message: l10n.t('qemu-img did not end in {0} s.', DEADLINE / 1000) });
  }
  const said = stderr.trim().split('\n')[0] ?? '';
  return new VirtcellError({ code: 'disk-image', message: said || error.message }, { cause: error });
}
