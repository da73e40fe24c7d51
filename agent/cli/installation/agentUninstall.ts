import { requireIdle } from '../../install/runningDomains.ts';
import { uninstallFacts, uninstallPlan } from '../../install/uninstallPlan.ts';
import type { Arguments, Flags } from '../arguments.ts';
import type { Terminal } from '../terminal.ts';
import { aloneUnlessLooking, doSteps, type StepOptions } from './agentSteps.ts';

export async function agentUninstall(
  { options }: Arguments<StepOptions & Flags<'force'>>,
  terminal: Terminal,
): Promise<number> {
  return aloneUnlessLooking(options, () => uninstall(options, terminal));
}

function uninstall(options: StepOptions & Flags<'force'>, terminal: Terminal): Promise<number> {
  const facts = uninstallFacts();
  if (!options.force && !options['dry-run']) requireIdle(facts.running);
  const { steps, leaves } = uninstallPlan(facts);
  const left = leaves.map(({ path, what }) => `  ${path}: ${what}`);
  const words = {
    before: ['Steps:'],
    after: ['The agent is uninstalled.', ...(left.length > 0 ? ['What is left, since users made it:', ...left] : [])],
    question: 'Uninstall the agent?',
    result: { leaves },
  };
  // Everything to be removed is root's own: nobody's files are read.
  return doSteps({ ...words, steps }, options, terminal, { places: facts.places, owners: new Set() });
}
