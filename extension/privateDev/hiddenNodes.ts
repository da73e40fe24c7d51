import { type HostEyes, pathsBelowDev } from '../../plan/privateDev/gatherFacts.ts';
import { reportEntry } from '../../plan/privateDev/report.ts';
import type { DevReport, DevReportNode } from '../../protocol/methods.ts';

/**
 * What the host has below /dev and a private one does not show, by path. By lstat and readlink alone, as the user:
 * folders that the user may not read keep what is in them to themselves.
 */
export function hiddenNodes(
  { nodes, mounts, hostMounts = [] }: Pick<DevReport, 'nodes' | 'mounts' | 'hostMounts'>,
  eyes: Pick<HostEyes, 'lookUp' | 'namesIn'>,
): DevReportNode[] {
  const shown = new Set(nodes.map(({ path }) => path));
  const foreign = [...mounts, ...hostMounts];
  return pathsBelowDev(foreign, eyes)
    .filter((path) => !shown.has(path))
    .sort()
    .flatMap((path) => {
      const seen = eyes.lookUp(path);
      return 'found' in seen ? [reportEntry(path, seen.found)] : [];
    });
}
