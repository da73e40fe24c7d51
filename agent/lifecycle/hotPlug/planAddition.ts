import type { AttachedDevice } from '../../../domain-xml/attachDevice.ts';
import { onlyDevice } from '../../../domain-xml/model/devicesOf.ts';
import type { Device } from '../../../domain-xml/model/domain.ts';
import { holdersOf } from '../../../plan/privateDev/devChange.ts';
import type { DevPlan, PlannedNode, Reason } from '../../../plan/privateDev/devPlan.ts';
import { withHolders } from '../../../plan/privateDev/holders.ts';
import type { HardwareFacts } from '../../../plan/privateDev/hostFacts.ts';
import { normalise } from '../../../plan/privateDev/paths.ts';
import { diagnosticOf } from '../../../plan/privateDev/planProblem.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { wishesOf } from '../../access/wishes.ts';
import type { Identity } from '../../host/asCaller.ts';
import type { AgentContext } from '../agentContext.ts';
import type { DomainRecord } from '../registry.ts';
import { planDomain } from '../start/planDomain.ts';
import { codeOfProblem } from '../start/planProblems.ts';

/** What one device brings to a running domain. */
export interface Addition {
  readonly nodes: readonly PlannedNode[];
  readonly backingChains: Awaited<ReturnType<typeof planDomain>>['backingChains'];
  /** What the host calls a device of its own that is to be plugged in. */
  readonly deviceNodes: NonNullable<HardwareFacts['deviceNodes']>;
  /** Whether QEMU opens it by its name: a device below /dev. Anything else it gets as an open file. */
  readonly byName: (path: string) => boolean;
}

/** Looks at the host for one device, by the identity that QEMU has. */
export async function planAddition(
  agent: AgentContext,
  record: DomainRecord,
  { domain, device, rangeInFragment }: AttachedDevice,
  identity: Identity,
): Promise<Addition> {
  const only = onlyDevice(domain, device.alias);
  // What is granted is so for this device too; the defaults are there.
  const wishes = { ...wishesOf(agent.config, record.owner, identity.uid), defaultNodes: [] };
  const { plan, backingChains, hardware, problems } = await planDomain(only, identity, wishes);
  const own = problems.filter(({ element }) => element.startsWith(device.origin.element));
  const [problem] = own;
  if (problem) {
    const { element, path } = problem;
    const diagnostics = own.map((each) => ({ ...diagnosticOf(each), range: rangeInFragment(each.range) }));
    const code = codeOfProblem(problem);
    throw new VirtcellError({
      code,
      step: 'plan',
      message: diagnosticOf(problem).message,
      element,
      path,
      range: rangeInFragment(problem.range),
      diagnostics,
    });
  }
  const ownReason = (reason: Reason): Reason[] => {
    if (reason.kind === 'link') return [reason];
    if (reason.kind !== 'element' || reason.device !== device.alias) return [];
    return [{ ...reason, range: rangeInFragment(reason.range), attached: true }];
  };
  // What could only be bound is a file, and goes in as an open one.
  const nodes = withHolders(plan, only)
    .nodes.filter((node) => holdersOf(node).includes(device.alias) && node.kind !== 'bind')
    .map((node): PlannedNode => ({ ...node, reasons: node.reasons.flatMap(ownReason) }));
  const { deviceNodes = {} } = hardware;
  requirePresent(deviceNodes, device);
  return {
    nodes,
    backingChains,
    deviceNodes,
    byName: (path) => isDevice(nodes, path),
  };
}

/** A start goes on without a device that need not be there; to attach one is to want it. */
function requirePresent(deviceNodes: Addition['deviceNodes'], { alias, origin }: Device): void {
  if (deviceNodes[alias] !== null) return;
  const message = 'the device is not there on this host';
  throw new VirtcellError({ code: 'missing-device-node', step: 'plan', message, element: origin.element });
}

/** Whether a path leads to a device node of the addition. */
const isDevice = (nodes: DevPlan['nodes'], path: string): boolean =>
  nodes.some(
    ({ kind, path: node, reasons }) =>
      (kind === 'char' || kind === 'block') &&
      (node === normalise(path) || reasons.some((reason) => reason.kind === 'link' && reason.path === path)),
  );
