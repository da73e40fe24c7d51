import { compare } from '../../../plan/compare.ts';
import { appeared } from '../../../plan/privateDev/absentPaths.ts';
import { hostDrift, withHostDrift } from '../../../plan/privateDev/hostDrift.ts';
import { type DevReport, reportComparison } from '../../../plan/privateDev/report.ts';
import { lookUp } from '../../host/devEntry.ts';
import { inspectDev, otherHostMounts } from '../../namespace/inspect.ts';
import type { LiveDomain } from '../liveDomain.ts';

/** A running domain's /dev as the kernel shows it, held against its plan and against the host's. Nothing is opened. */
export function devReport({ process, plan }: LiveDomain): DevReport {
  const report = reportComparison(compare(plan, inspectDev(process.pid)), plan);
  const hostMounts = otherHostMounts(
    process.pid,
    plan.mounts.map(({ path }) => path),
  );
  return { ...withHostDrift(report, hostDrift(plan, lookUp), appeared(plan, lookUp)), hostMounts };
}
