import { setImmediate } from 'node:timers/promises';
import { VirtcellError } from '../../../protocol/errors.ts';
import { alone } from '../../install/alone.ts';
import { carryOut } from '../../install/carryOut.ts';
import { type Performing, perform, withRootsUmask } from '../../install/perform.ts';
import { type Step, stepText } from '../../install/step.ts';
import { EXIT_DONE, EXIT_FAILED, printJson, printLine, printNote, type Terminal } from '../terminal.ts';
import { consent, requireRoot } from './consent.ts';

export interface AgentSteps {
  readonly steps: readonly Step[];
  /** Said before the steps. */
  readonly before: readonly string[];
  /** What is there afterwards, for JSON, and for people. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly after: readonly string[];
  readonly question: string;
}

export interface StepOptions {
  readonly yes?: boolean;
  readonly 'dry-run'?: boolean;
  readonly json?: boolean;
}

/** Shows all steps, asks, does them. With --json only what was done, or would be, goes to standard output. */
export async function doSteps(
  { steps, before, result, after, question }: AgentSteps,
  options: StepOptions,
  terminal: Terminal,
  performing: Omit<Performing, 'interrupted'>,
): Promise<number> {
  const tell = (line: string): void => (options.json ? printNote(terminal, line) : printLine(terminal, line));
  for (const line of before) tell(line);
  for (const step of steps) tell(`  ${stepText(step)}`);
  const told = { ...result, steps: steps.map(stepText) };
  if (options['dry-run']) {
    if (options.json) printJson(terminal, { done: false, ...told });
    return EXIT_DONE;
  }
  if (performing.owners) requireRoot();
  if (!options.yes && steps.length > 0 && !(await consent(terminal, question))) {
    printNote(terminal, 'Nothing was done.');
    return EXIT_FAILED;
  }
  withRootsUmask();
  await whileNotInterrupted((interrupted) =>
    carryOut(
      steps,
      async (step) => {
        // A signal is noticed between two turns of the event loop.
        await setImmediate();
        interrupted.throwIfAborted();
        return perform(step, { ...performing, interrupted });
      },
      (step, error) => printNote(terminal, `virtcell: could not be taken back: ${stepText(step)}: ${error}`),
    ),
  );
  for (const line of after) tell(line);
  if (options.json) printJson(terminal, { done: true, ...told });
  return EXIT_DONE;
}

/** Looking is everybody's, at any time; whoever may do nothing is told so after it. */
export const aloneUnlessLooking = (options: StepOptions, work: () => Promise<number>): Promise<number> =>
  options['dry-run'] || process.geteuid?.() !== 0 ? work() : alone(work);

/** Ctrl-C takes back what was done, as an error does, and does not leave half of it. */
async function whileNotInterrupted(work: (interrupted: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  const interrupt = (signal: NodeJS.Signals): void =>
    controller.abort(new VirtcellError({ code: 'install-step', message: `it was interrupted by ${signal}` }));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  try {
    await work(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
  }
}
