import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainChanges, Result } from '../../protocol/methods.ts';
import type { L10n } from '../l10n.ts';
import type { AgentLink } from '../link/agentLink.ts';
import type { ArgumentSource } from './argumentText.ts';
import { devText } from './devText.ts';
import type { ShownText } from './shownText.ts';

/** Where texts come from. */
export interface ShownSources {
  readonly link: Pick<AgentLink, 'request' | 'state' | 'known'>;
  /** A file as it is in the editor, saved or not. @param file its URI */
  readonly textOf: (file: string) => Promise<string>;
  /** The plan without an agent. */
  readonly planHere: (xml: string, l10n: L10n) => Promise<Result<'plan'>>;
  readonly l10n: L10n;
}

/** The text that a URI names, as it is now. What cannot be had is said in its place. */
export async function shownContent(shown: ShownText, sources: ShownSources): Promise<string> {
  try {
    return await contentOf(shown, sources);
  } catch (error) {
    if (error instanceof VirtcellError) return `# ${error.message}\n`;
    throw error;
  }
}

async function contentOf(shown: ShownText, sources: ShownSources): Promise<string> {
  const { link } = sources;
  switch (shown.kind) {
    case 'live-xml':
      return liveXml(shown, sources);
    case 'started-xml':
      return (await changesOf(shown, sources)).startedFrom?.text ?? '';
    case 'defined-xml':
      return nextXml(shown, sources);
    case 'live-arguments':
      return argumentsOf({ xml: await liveXml(shown, sources), isLive: true, uuid: undefined }, sources);
    case 'next-arguments':
      return argumentsOf({ xml: await nextXml(shown, sources), isLive: false, uuid: shown.domain?.uuid }, sources);
    case 'live-dev':
      return devText(await link.request('dev', refOf(shown)));
    case 'next-dev':
      return plannedDev(await nextXml(shown, sources), sources);
  }
}

const liveXml = async (shown: ShownText, { link }: ShownSources): Promise<string> =>
  (await link.request('dumpxml', refOf(shown))).xml;

/** Half as much code as all the rest of the extension, and rarely wanted: a file of its own, see scripts/build/extensionFiles.mjs. */
async function argumentsOf(source: ArgumentSource, { l10n }: ShownSources): Promise<string> {
  const { argumentText } = await import('./argumentText.ts');
  return argumentText(source, l10n);
}

const changesOf = (shown: ShownText, { link }: ShownSources): Promise<DomainChanges> =>
  link.request('changes', refOf(shown));

/** What the next start takes: as it was sent, since only that compares with what was. */
async function nextXml(shown: ShownText, sources: ShownSources): Promise<string> {
  if (shown.file !== undefined) return sources.textOf(shown.file);
  const { definition } = await changesOf(shown, sources);
  return definition?.text ?? '';
}

async function plannedDev(xml: string, { link, planHere, l10n }: ShownSources): Promise<string> {
  await link.known();
  const isLinked = link.state.kind === 'connected';
  const { report, diagnostics } = isLinked ? await link.request('plan', { xml }) : await planHere(xml, l10n);
  const first = diagnostics.find(({ severity }) => severity === 'error');
  const problem = first ? [`# ${l10n.t('It cannot start: {0}', first.message)}`] : [];
  return [...problem, report ? devText(report) : ''].join('\n');
}

function refOf({ domain, name }: ShownText): { name: string; owner?: number } {
  return domain ? { name: domain.uuid, owner: domain.owner } : { name };
}
