import { firstError, hasErrors } from '../../domain-xml/diagnostic.ts';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { DevReport, DevReportNode, DomainEntry, Result } from '../../protocol/methods.ts';
import type { PanelSubject } from '../../protocol/privateDevActions.ts';
import type { L10n } from '../l10n.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { definitionState } from '../machines/definitionState.ts';
import { isRunning } from '../machines/domainState.ts';
import type { MachineList } from '../machines/machineList.ts';
import type { Accounts } from './accounts.ts';
import type { PanelFacts, PlanFacts } from './panelFacts.ts';

/** Where facts come from. */
export interface FactSources {
  readonly link: AgentLink;
  readonly machines: MachineList;
  readonly l10n: L10n;
  /** The plan by the user's own eyes. */
  readonly planHere: (xml: string, l10n: L10n) => Promise<Result<'plan'>>;
  /** What the host has besides what a report shows. */
  readonly hiddenNodes: (report: DevReport) => DevReportNode[];
  readonly accounts: () => Promise<Accounts>;
  readonly uid: number;
}

/** What a panel is about now. */
export interface PanelMatter {
  readonly subject: PanelSubject;
  readonly name: string;
  readonly domain: DomainEntry | undefined;
  /** The XML as it is in the editor; undefined for a domain without a file. */
  readonly xml: string | undefined;
  /** The XML as it was saved, where that is another. */
  readonly saved?: string | undefined;
  /** Whether what is hidden is listed. */
  readonly listHidden: boolean;
}

/** What runs is inspected; anything else is planned, by the agent or, without one, as far as the user can see. */
export async function gatherFacts(sources: FactSources, matter: PanelMatter): Promise<PanelFacts> {
  const { subject, name, domain } = matter;
  try {
    const seen =
      domain && isRunning(domain) && domain.state !== 'starting'
        ? await inspect(sources, matter, domain)
        : await preview(sources, matter);
    const { report } = seen;
    const hidden = matter.listHidden && report ? sources.hiddenNodes(report) : undefined;
    return { subject, name, ...seen, hidden, accounts: await sources.accounts(), uid: sources.uid };
  } catch (error) {
    if (!(error instanceof VirtcellError)) throw error;
    return { subject, name, kind: 'unknown', error };
  }
}

async function inspect({ link }: FactSources, { xml }: PanelMatter, domain: DomainEntry) {
  const report = await link.request('dev', { name: domain.uuid, owner: domain.owner });
  const isEdited = xml !== undefined && definitionState(xml, domain) === 'edited-since-start';
  const next = isEdited ? (await link.request('plan', { xml })).report : null;
  return { kind: 'running', domain, report, ...(next && { next }) } as const;
}

async function preview(sources: FactSources, { xml, saved, domain }: PanelMatter) {
  const text = xml ?? (await definitionOf(sources, domain));
  const planned = await planText(sources, text);
  const before = saved === undefined ? null : (await planText(sources, saved)).report;
  return { kind: 'plan', ...planned, ...(before && { saved: before }) } as const;
}

async function definitionOf({ link, l10n }: FactSources, domain: DomainEntry | undefined): Promise<string> {
  await link.known();
  if ('error' in link.state) throw link.state.error;
  if (!domain) throw new VirtcellError({ code: 'domain-not-found', message: l10n.t('The domain is gone.') });
  const { xml } = await link.request('dumpxml', { name: domain.uuid, owner: domain.owner, inactive: true });
  return xml;
}

/** The plan of a text: the agent's, or without one as far as the user can see. */
export async function planText(
  { link, planHere, l10n }: Pick<FactSources, 'link' | 'planHere' | 'l10n'>,
  xml: string,
): Promise<Planned> {
  await link.known();
  const by = link.state.kind === 'connected' ? 'agent' : 'user';
  const planned = by === 'agent' ? await link.request('plan', { xml }) : await planHere(xml, l10n);
  const { report, argv } = planned;
  const read = readDomain(xml, l10n);
  // Where the text itself is wrong, the agent finds the same, and says it in English.
  const diagnostics = report === null && hasErrors(read.diagnostics) ? read.diagnostics : planned.diagnostics;
  return { by, report, diagnostics, first: firstError({ ...read, diagnostics }), argv };
}

type Planned = Pick<PlanFacts, 'by' | 'report' | 'diagnostics' | 'first' | 'argv'>;
