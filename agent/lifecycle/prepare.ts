import { randomUUID } from 'node:crypto';
import { hasErrors } from '../../domain-xml/diagnostic.ts';
import { withUuid } from '../../domain-xml/live.ts';
import type { Domain } from '../../domain-xml/model/domain.ts';
import { exceedsUtf8, MAX_TEXT_BYTES } from '../../domain-xml/parse/limits.ts';
import type { XmlDocument } from '../../domain-xml/parse/xmlTree.ts';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { commandLine } from '../../plan/commandLine/commandLine.ts';
import { DoesNotFit } from '../../plan/commandLine/doesNotFit.ts';
import type { QemuCommand } from '../../plan/commandLine/qemuCommand.ts';
import type { PlanProblem } from '../../plan/privateDev/planProblem.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { Caller } from '../access/caller.ts';
import { qemuIdentity, withNeededGroups } from '../access/qemuIdentity.ts';
import type { Identity } from '../host/asCaller.ts';
import { requireEmulator } from '../host/emulator.ts';
import type { LaunchSpec } from '../namespace/launchSpec.ts';
import type { AgentContext } from './agentContext.ts';
import { planDomain } from './planDomain.ts';
import { type Launch, writeSpec } from './writeSpec.ts';

/** A domain's XML that was read without errors, its UUID in it. */
export interface ReadyDomain {
  readonly domain: Domain;
  /** The text as it was sent, parsed. */
  readonly document: XmlDocument;
  readonly uuid: string;
  readonly xml: string;
}

/**
 * Reads what a user sent, by the agent's own eyes whatever the editor found.
 *
 * @param uuidOf the UUID for a domain of this name whose XML has none; without an answer, a new one
 * @throws VirtcellError `xml-invalid` with every diagnostic
 */
export function readXml(xml: string, uuidOf: (name: string) => string | undefined = () => undefined): ReadyDomain {
  const { domain, document, diagnostics } = readDomain(xml);
  if (!domain || hasErrors(diagnostics)) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const [first] = errors;
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    const message = first ? `${first.message}${more}` : 'not a domain';
    throw new VirtcellError({ code: 'xml-invalid', message, diagnostics, ...(first && { range: first.range }) });
  }
  const uuid = domain.uuid ?? uuidOf(domain.name) ?? randomUUID();
  const whole = withUuid(document, uuid);
  // What is kept is read again by the next agent, which would refuse it.
  if (exceedsUtf8(whole, MAX_TEXT_BYTES)) {
    const message = `with its UUID the domain is longer than ${MAX_TEXT_BYTES} bytes`;
    throw new VirtcellError({ code: 'xml-invalid', message });
  }
  return { domain: { ...domain, uuid }, document, uuid, xml: whole };
}

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
  const command = translate(domain);
  requireEmulator(command.emulator, domain.emulator?.origin.element);
  const { plan, backingChains, imageGroups, problems } = await planDomain(domain, runAs, agent.config.defaultNodes);
  const [problem] = problems;
  if (problem) throw planError(problem, problems);
  const launch = {
    domain,
    owner: caller.uid,
    uuid,
    plan,
    backingChains,
    command,
    identity: withNeededGroups(runAs, plan, imageGroups),
  };
  return { ...launch, spec: writeSpec(launch, agent.paths, agent.config, agent.landlockAbi) };
}

function translate(domain: Domain): QemuCommand {
  try {
    return commandLine(domain);
  } catch (error) {
    if (!(error instanceof DoesNotFit)) throw error;
    const { message, diagnostic } = error;
    throw new VirtcellError({ code: 'xml-invalid', message, diagnostics: [diagnostic], range: diagnostic.range });
  }
}

function planError(first: PlanProblem, diagnostics: readonly PlanProblem[]): VirtcellError {
  const { message, element, range, path } = first;
  const code = first.code === 'disk-image' ? 'host-facts' : 'missing-device-node';
  return new VirtcellError({ code, step: 'plan', message, element, range, path, diagnostics });
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
