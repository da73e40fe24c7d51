import { firstError, readDomain } from '../../domain-xml/readDomain.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry, Result } from '../../protocol/methods.ts';
import type { PanelSubject } from '../../protocol/privateDevPanel.ts';
import type { L10n } from '../l10n.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { isRunning } from '../machines/domainState.ts';
import type { MachineList } from '../machines/machineList.ts';
import type { PanelFacts } from './panelView.ts';

/** Where facts come from. */
export interface FactSources {
  readonly link: AgentLink;
  readonly machines: MachineList;
  readonly l10n: L10n;
  /** The plan by the user's own eyes. */
  readonly planHere: (xml: string) => Promise<Result<'plan'>>;
}

/** What a panel is about now. */
export interface PanelMatter {
  readonly subject: PanelSubject;
  readonly name: string;
  readonly domain: DomainEntry | undefined;
  /** The XML as it is in the editor; undefined for a domain without a file. */
  readonly xml: string | undefined;
}

/** What runs is inspected; anything else is planned, by the agent or, without one, as far as the user can see. */
export async function gatherFacts(sources: FactSources, matter: PanelMatter): Promise<PanelFacts> {
  const { subject, name, domain } = matter;
  try {
    if (domain && isRunning(domain) && domain.state !== 'starting') {
      const report = await sources.link.request('dev', { name: domain.uuid, owner: domain.owner });
      return { subject, name, kind: 'running', domain, report };
    }
    const xml = matter.xml ?? (await definitionOf(sources, domain));
    return { subject, name, kind: 'plan', ...(await plan(sources, xml)) };
  } catch (error) {
    if (!(error instanceof VirtcellError)) throw error;
    return { subject, name, kind: 'unknown', error };
  }
}

async function definitionOf({ link, l10n }: FactSources, domain: DomainEntry | undefined): Promise<string> {
  await link.known();
  if ('error' in link.state) throw link.state.error;
  if (!domain) throw new VirtcellError({ code: 'domain-not-found', message: l10n.t('The domain is gone.') });
  const { xml } = await link.request('dumpxml', { name: domain.uuid, owner: domain.owner, inactive: true });
  return xml;
}

async function plan({ link, planHere }: FactSources, xml: string): Promise<PlanFacts> {
  await link.known();
  const by = link.state.kind === 'connected' ? 'agent' : 'user';
  const { report, diagnostics } = by === 'agent' ? await link.request('plan', { xml }) : await planHere(xml);
  const first = firstError({ ...readDomain(xml), diagnostics });
  return { by, report, diagnostics, first };
}

type PlanFacts = Omit<Extract<PanelFacts, { kind: 'plan' }>, 'subject' | 'name' | 'kind'>;
