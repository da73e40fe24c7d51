import type { Domain } from '../../../domain-xml/model/domain.ts';
import type { DevPlan } from '../../../plan/privateDev/devPlan.ts';
import { followLinks } from '../../../plan/privateDev/followLinks.ts';
import type { BackingImage, DevFacts, HardwareFacts, Wishes } from '../../../plan/privateDev/hostFacts.ts';
import { planPrivateDev } from '../../../plan/privateDev/planPrivateDev.ts';
import type { PlanProblem } from '../../../plan/privateDev/planProblem.ts';
import { hostFiles } from '../../../plan/privateDev/wanted.ts';
import type { Identity } from '../../host/asCaller.ts';
import { readBackingChains } from '../../host/backingChain.ts';
import { lookUpAs } from '../../host/callerView.ts';
import { gatherDevFacts } from '../../host/devFacts.ts';
import { deniedNodes, ownDeviceCgroup } from '../../host/deviceCgroup.ts';
import { orFailedCall } from '../../host/failedCall.ts';

export interface DomainPlan {
  readonly plan: DevPlan;
  readonly backingChains: Readonly<Record<string, readonly BackingImage[]>>;
  readonly hardware: HardwareFacts;
  /** The groups that own the domain's files outside /dev, and folders on the way that others than they may not enter. */
  readonly imageGroups: readonly number[];
  readonly problems: readonly PlanProblem[];
}

/**
 * Looks at the host, once, and plans the domain's private /dev for a QEMU that runs with this identity.
 *
 * @throws VirtcellError `host-facts` of step `plan`, with the call, the errno and the path, where looking failed
 */
export const planDomain = (domain: Domain, identity: Identity, wishes: Wishes): Promise<DomainPlan> =>
  orFailedCall({ code: 'host-facts', step: 'plan' }, () => lookAndPlan(domain, identity, wishes));

async function lookAndPlan(domain: Domain, identity: Identity, wishes: Wishes): Promise<DomainPlan> {
  const { chains, diagnostics } = await readBackingChains(domain, identity);
  const facts = await gatherDevFacts(domain, wishes, chains, (paths) => lookUpAs(identity, paths));
  const planned = planPrivateDev(domain, facts, wishes);
  return {
    plan: planned.plan,
    backingChains: chains,
    hardware: facts.hardware,
    imageGroups: groupsOfFiles(domain, facts),
    problems: [...diagnostics, ...planned.diagnostics, ...deniedNodes(planned.plan, ownDeviceCgroup())],
  };
}

function groupsOfFiles(domain: Domain, facts: DevFacts): number[] {
  const paths = hostFiles(domain).flatMap(({ path }) => [
    path,
    ...(facts.backingChains[path] ?? []).map((layer) => layer.path),
  ]);
  const files = paths.flatMap((path) => {
    const followed = followLinks(path, (at) => facts.entries[at]);
    const end = followed.kind === 'end' && 'found' in followed.lookup ? followed.lookup.found : undefined;
    return end && 'access' in end ? [end.access.gid] : [];
  });
  return [...files, ...groupsOfClosedFolders(facts)];
}

/** The facts hold the folders on the ways to the domain's files, and no others. */
const groupsOfClosedFolders = ({ entries }: DevFacts): number[] =>
  Object.values(entries).flatMap((lookup) => {
    if (!('found' in lookup) || lookup.found.kind !== 'directory') return [];
    const { mode, gid } = lookup.found.access;
    return (mode & SEARCH_BY_OTHERS) === 0 ? [gid] : [];
  });

const SEARCH_BY_OTHERS = 0o001;
