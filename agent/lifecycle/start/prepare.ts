import type { Domain } from '../../../domain-xml/model/domain.ts';
import { commandLine } from '../../../plan/commandLine/commandLine.ts';
import { DoesNotFit } from '../../../plan/commandLine/doesNotFit.ts';
import { emulatorOf } from '../../../plan/commandLine/guestMachine.ts';
import type { QemuCommand } from '../../../plan/commandLine/qemuCommand.ts';
import { withHolders } from '../../../plan/privateDev/holders.ts';
import { diagnosticOf, type PlanProblem } from '../../../plan/privateDev/planProblem.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { Caller } from '../../access/caller.ts';
import { qemuIdentity, withNeededGroups } from '../../access/qemuIdentity.ts';
import { wishesOf } from '../../access/wishes.ts';
import type { Identity } from '../../host/asCaller.ts';
import { requireEmulator } from '../../host/emulator.ts';
import type { LaunchSpec } from '../../namespace/launchSpec.ts';
import type { AgentContext } from '../agentContext.ts';
import type { ReadyDomain } from '../readXml.ts';
import { type DomainPlan, planDomain } from './planDomain.ts';
import { codeOfProblem } from './planProblems.ts';
import { type Launch, writeSpec } from './writeSpec.ts';

/**
 * Everything between a domain's XML and the message to the launcher. Nothing is changed on the host.
 *
 * @throws VirtcellError naming the element that asks for what cannot be had
 */
export async function prepareLaunch(
  { domain, uuid }: ReadyDomain,
  caller: Caller,
  agent: AgentContext,
): Promise<Launch & { readonly spec: LaunchSpec }> {
  const runAs = qemuIdentity(caller, agent.config.qemuUser);
  requireConfinement(agent, runAs);
  requireEmulator(emulatorOf(domain), domain.emulator?.origin.element);
  const planned = await planDomain(domain, runAs, wishesOf(agent.config, caller.uid, runAs.uid));
  const { plan, backingChains, hardware, imageGroups, problems } = planned;
  const [problem] = problems;
  if (problem) throw planError(problem, problems);
  const command = translate(domain, planned);
  const launch = {
    domain,
    owner: caller.uid,
    uuid,
    plan: withHolders(plan, domain),
    backingChains,
    hardware,
    command,
    identity: withNeededGroups(runAs, plan, imageGroups),
  };
  return { ...launch, spec: writeSpec(launch, agent.paths, agent.config, agent.landlockAbi) };
}

function translate(domain: Domain, { backingChains, hardware }: DomainPlan): QemuCommand {
  try {
    return commandLine(domain, { backingChains, deviceNodes: hardware.deviceNodes ?? {} });
  } catch (error) {
    if (!(error instanceof DoesNotFit)) throw error;
    const { message, diagnostic } = error;
    throw new VirtcellError({ code: 'xml-invalid', message, diagnostics: [diagnostic], range: diagnostic.range });
  }
}

/** What would be executed; undefined where the devices have no place, which the start then says. */
export function previewArguments(domain: Domain, planned: DomainPlan): readonly string[] | undefined {
  try {
    return translate(domain, planned).argv;
  } catch (error) {
    if (error instanceof VirtcellError) return undefined;
    throw error;
  }
}

function planError(first: PlanProblem, problems: readonly PlanProblem[]): VirtcellError {
  const { element, path } = first;
  const { message, range } = diagnosticOf(first);
  const diagnostics = problems.map((problem) => diagnosticOf(problem));
  return new VirtcellError({ code: codeOfProblem(first), step: 'plan', message, element, range, path, diagnostics });
}

function requireConfinement({ landlockAbi, config }: AgentContext, { uid }: Identity): void {
  if (landlockAbi > 0) return;
  if (uid === 0) {
    throw new VirtcellError({
      code: 'confinement-unavailable',
      message: 'this kernel has no Landlock, and root without capabilities still is root over files',
      hint: 'Set "qemuUser" in the agent’s configuration to a user that is not root.',
    });
  }
  if (config.allowUnconfined) return;
  throw new VirtcellError({
    code: 'confinement-unavailable',
    message: 'this kernel has no Landlock, and a private /dev alone does not hold a QEMU that runs as its owner',
    hint: 'The administrator can accept that with "allowUnconfined" in the agent’s configuration.',
  });
}
