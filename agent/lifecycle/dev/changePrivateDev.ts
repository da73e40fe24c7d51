import type { DevStep } from '../../../plan/privateDev/devChange.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { failedCall } from '../../host/failedCall.ts';
import { LinuxError } from '../../linux/libc.ts';
import { changeDev } from '../../namespace/change.ts';
import type { LiveDomain } from '../liveDomain.ts';

/**
 * Changes the /dev of a running domain; nothing to do where it has none of its own, the host's is the domain's then.
 *
 * @returns the steps that changed something
 * @throws VirtcellError `launch-step` of step `change-dev`, with the call, the errno and the path; its hint names what the
 *   failure left changed
 */
export function changePrivateDev(live: LiveDomain, steps: readonly DevStep[]): readonly DevStep[] {
  if (live.mountNamespace === undefined || steps.length === 0) return [];
  try {
    return changeDev(live.process.pid, steps, live.identity);
  } catch (error) {
    if (!(error instanceof LinuxError)) throw failedCall(error, { code: 'launch-step', step: 'change-dev' });
    const { message, syscall, errno, path, cause } = error;
    const left = cause instanceof AggregateError ? cause.errors.map(({ message }: Error) => message) : [];
    const asking = steps.find((step) => step.kind !== 'remove' && step.node.path === path);
    const reasons = asking && asking.kind !== 'remove' ? asking.node.reasons : [];
    const element = reasons.find((reason) => reason.kind === 'element')?.element;
    throw new VirtcellError(
      {
        code: 'launch-step',
        step: 'change-dev',
        message,
        syscall,
        errno,
        ...(path !== undefined && { path }),
        ...(element !== undefined && { element }),
        ...(left.length > 0 && { hint: `Not taken back: ${left.join(', ')}.` }),
      },
      { cause: error },
    );
  }
}
