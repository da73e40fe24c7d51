import { devText } from '../../protocol/devText.ts';
import type { DevReport } from '../../protocol/methods.ts';

/**
 * A private /dev to be kept and compared: by path, and without what every start has otherwise. As text it is what
 * `virtcell dev` and `virtcell plan` print, as JSON what they print with `--json`.
 */
export function exportDev(report: DevReport, format: 'text' | 'json'): string {
  const { timeline: _, ...lasting } = report;
  const sorted = { ...lasting, nodes: byPath(report.nodes), mounts: byPath(report.mounts) };
  return format === 'text' ? `${devText(sorted)}\n` : `${JSON.stringify(sorted, null, 2)}\n`;
}

const byPath = <T extends { readonly path: string }>(each: readonly T[]): T[] =>
  [...each].sort((one, other) => (one.path < other.path ? -1 : 1));
