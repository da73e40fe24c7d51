import { hasErrors } from '../../domain-xml/diagnostic.ts';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { gatherFacts } from '../../plan/privateDev/gatherFacts.ts';
import { planPrivateDev } from '../../plan/privateDev/planPrivateDev.ts';
import { diagnosticOf } from '../../plan/privateDev/planProblem.ts';
import { reportPlan } from '../../plan/privateDev/report.ts';
import { DEFAULT_NODES } from '../../plan/privateDev/wanted.ts';
import type { Result } from '../../protocol/methods.ts';
import type { L10n } from '../l10n.ts';
import { userEyes } from './hostEyes.ts';

/**
 * The plan without an agent: the default nodes, no grants, and the host as this user sees it, without ACLs. Images
 * below an image are not looked for.
 */
export async function planHere(xml: string, l10n: L10n, eyes = userEyes): Promise<Result<'plan'>> {
  const { domain, diagnostics } = readDomain(xml, l10n);
  if (!domain || hasErrors(diagnostics)) return { report: null, diagnostics: [...diagnostics] };
  const wishes = { defaultNodes: DEFAULT_NODES, grants: [] };
  const planned = planPrivateDev(domain, await gatherFacts(domain, wishes, {}, eyes), wishes);
  const problems = planned.diagnostics.map((problem) => diagnosticOf(problem, l10n));
  return { report: reportPlan(planned.plan), diagnostics: [...diagnostics, ...problems] };
}
