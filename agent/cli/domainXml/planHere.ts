import { hasErrors } from '../../../domain-xml/diagnostic.ts';
import { readDomain } from '../../../domain-xml/readDomain.ts';
import { diagnosticOf } from '../../../plan/privateDev/planProblem.ts';
import { reportPlan } from '../../../plan/privateDev/report.ts';
import { DEFAULT_NODES } from '../../../plan/privateDev/wanted.ts';
import type { Result } from '../../../protocol/methods.ts';
import { planDomain } from '../../lifecycle/start/planDomain.ts';

/** The plan without an agent: by this process's own eyes, with the default nodes and no grants. */
export async function planHere(xml: string): Promise<Result<'plan'>> {
  const { domain, diagnostics } = readDomain(xml);
  if (!domain || hasErrors(diagnostics)) return { report: null, diagnostics: [...diagnostics] };
  const identity = {
    uid: process.geteuid?.() ?? 0,
    gid: process.getegid?.() ?? 0,
    groups: process.getgroups?.() ?? [],
  };
  const { plan, problems } = await planDomain(domain, identity, { defaultNodes: DEFAULT_NODES, grants: [] });
  return {
    report: reportPlan(plan),
    diagnostics: [...diagnostics, ...problems.map((problem) => diagnosticOf(problem))],
  };
}
