import { resolve } from 'node:path';
import { installFacts, packageFacts } from '../../install/installFacts.ts';
import { type InstallFacts, installPlan, packagePlan } from '../../install/installPlan.ts';
import { GROUP, placesOf } from '../../install/places.ts';
import { requireFree, requireInstallable } from '../../install/requirements.ts';
import type { Arguments, Texts } from '../arguments.ts';
import type { Terminal } from '../terminal.ts';
import { type AgentSteps, aloneUnlessLooking, doSteps, type StepOptions } from './agentSteps.ts';

export async function agentInstall(
  { options }: Arguments<StepOptions & Texts<'root'>>,
  terminal: Terminal,
): Promise<number> {
  if (options.root !== undefined) return layOut(resolve(options.root), options, terminal);
  return aloneUnlessLooking(options, async () => {
    requireInstallable(placesOf('install'));
    const owners = new Set([invoker(terminal.env.SUDO_UID)]);
    const facts = await installFacts(owners);
    const words = wordsOf(facts);
    requireFree(words.steps, facts.placedBefore);
    return doSteps(words, options, terminal, { places: facts.places, owners });
  });
}

/** Nothing of it becomes root's here: dpkg makes it so, on the machine that it is for. */
function layOut(root: string, options: StepOptions, terminal: Terminal): Promise<number> {
  const facts = packageFacts();
  const { release, version } = facts;
  const words = { before: [], after: [], question: '', result: { release, version } };
  const steps = packagePlan(facts, root);
  return doSteps({ ...words, steps }, { ...options, yes: true }, terminal, { places: facts.places, owners: undefined });
}

/** Who asked for it, and may own what is copied: the user who ran sudo, else this process's. */
const invoker = (sudoUid: string | undefined): number =>
  sudoUid !== undefined && /^\d{1,10}$/.test(sudoUid) ? Number(sudoUid) : (process.getuid?.() ?? 0);

function wordsOf(facts: InstallFacts): AgentSteps {
  const { version, release, node, from, places, installed, manager, startsAtBoot, hasConfig } = facts;
  const steps = installPlan(facts);
  const result = { version, release, node, serviceManager: manager, replaces: installed?.manifest.release ?? null };
  const question = `Install Virtcell ${version}, whose files root will run?`;
  const after = `Virtcell ${version} is installed and runs. Members of the group ${GROUP} may use it: sudo usermod -aG ${GROUP} USER`;
  if (steps.length === 0) {
    return { steps, result, question, before: [], after: [`Virtcell ${release} is installed and runs.`] };
  }
  const before = [
    `Virtcell ${version} from ${from.folder}, a folder of the user with uid ${from.uid}${installed ? `, in the place of ${installed.manifest.version}` : ''}.`,
    node.startsWith(places.lib)
      ? `Node ${process.versions.node} is copied too: others than root can change ${process.execPath}, or it may go away.`
      : `Node ${process.versions.node} at ${node} runs it.`,
    ...(hasConfig ? [`${places.config} stays as it is.`] : []),
    ...(!startsAtBoot ? ['Nobody here starts services at boot: start it by virtcell agent start.'] : []),
    'Steps:',
  ];
  return { steps, result, question, before, after: [after] };
}
