import { VirtcellError } from './errors.ts';

/** What whoever waits for an agent is told when its connection ends. */
export function agentClosed(options?: { cause?: unknown }): VirtcellError {
  return new VirtcellError(
    {
      code: 'agent-closed',
      message: 'The connection to the agent was closed.',
      hint: 'Its log says why; `virtcell doctor` shows whether it is running.',
    },
    options,
  );
}
