import { VirtcellError } from '../../protocol/errors.ts';
import { LinuxError } from '../linux/libc.ts';
import { type Step, stepText } from './step.ts';

/** Takes a step back. */
export type Undo = () => unknown;

/**
 * Does the steps in their order. When one fails, those before it are taken back, the last one first: an upgrade that does
 * not start leaves the agent that was there. Not so when a removal fails: what was removed cannot be taken back, and what
 * would be gone back to may be half removed. Then the same is to be done again, which goes on from there.
 *
 * @param left told when a step could not be taken back: something of it is there still
 * @throws VirtcellError `install-step`, or the step's own
 */
export async function carryOut(
  steps: readonly Step[],
  perform: (step: Step) => Promise<Undo | undefined>,
  left: (step: Step, error: unknown) => void,
): Promise<void> {
  const done: { readonly step: Step; readonly undo: Undo }[] = [];
  for (const step of steps) {
    if (isRemoval(step)) done.length = 0;
    try {
      const undo = await perform(step);
      if (undo) done.push({ step, undo });
    } catch (error) {
      await takeBack(done.reverse(), left);
      throw stepError(step, error);
    }
  }
}

const isRemoval = ({ kind }: Step): boolean => kind.startsWith('remove');

async function takeBack(
  done: readonly { step: Step; undo: Undo }[],
  left: (step: Step, error: unknown) => void,
): Promise<void> {
  for (const { step, undo } of done) {
    try {
      await undo();
    } catch (error) {
      left(step, error);
    }
  }
}

function stepError(step: Step, error: unknown): unknown {
  const text = stepText(step);
  if (error instanceof VirtcellError) return new VirtcellError({ step: text, ...error.data }, { cause: error });
  if (error instanceof LinuxError) {
    const { message, syscall, errno, path } = error;
    return new VirtcellError(
      { code: 'install-step', message, step: text, syscall, errno, ...(path !== undefined && { path }) },
      { cause: error },
    );
  }
  if (!isSystemError(error)) return error;
  const { message, syscall, code, path } = error;
  const where = { ...(syscall !== undefined && { syscall }), errno: code, ...(path !== undefined && { path }) };
  return new VirtcellError({ code: 'install-step', message, step: text, ...where }, { cause: error });
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException & { code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && 'errno' in error;
