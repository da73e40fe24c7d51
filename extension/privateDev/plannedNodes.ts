import type { DevReportNode } from '../../protocol/methods.ts';
import { type FactSources, planText } from './gatherPanelFacts.ts';
import { planHere } from './planHere.ts';

/** The nodes that a whole domain's XML asks for; none while it has errors. @throws VirtcellError */
export async function plannedNodes(
  sight: Pick<FactSources, 'link' | 'l10n'>,
  xml: string,
): Promise<readonly DevReportNode[]> {
  const { report } = await planText({ ...sight, planHere }, xml);
  return report?.nodes ?? [];
}
