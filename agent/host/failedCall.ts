import { type ErrorData, VirtcellError } from '../../protocol/errors.ts';
import { LinuxError } from '../linux/libc.ts';

type Known = Pick<ErrorData, 'code' | 'step'> & Partial<ErrorData>;

/**
 * A call to the kernel that failed, as clients are told: with step, call, errno and path, whether Node made it or the
 * agent itself. Any other error is passed on as it is.
 *
 * @param known of it; a path here is told where the call had none
 */
export function failedCall(error: unknown, known: Known): unknown {
  const call = error instanceof LinuxError ? error : nodesCall(error);
  if (!call) return error;
  const { message, syscall, errno, path } = call;
  return new VirtcellError(
    { message, ...known, syscall, errno, ...(path !== undefined && { path }) },
    { cause: error },
  );
}

/** The same for whatever an act throws, now or later. */
export async function orFailedCall<T>(known: Known, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw failedCall(error, known);
  }
}

function nodesCall(error: unknown): Pick<LinuxError, 'message' | 'syscall' | 'errno' | 'path'> | undefined {
  if (!(error instanceof Error) || error instanceof VirtcellError) return undefined;
  const { message, syscall, code, path } = error as NodeJS.ErrnoException;
  return syscall === undefined || code === undefined ? undefined : { message, syscall, errno: code, path };
}
