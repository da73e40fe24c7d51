import * as vscode from 'vscode';
import type { DomainEntry } from '../../protocol/methods.ts';
import type { LoadDocuments } from '../language/loadDocuments.ts';
import { exists } from '../machines/domainFile.ts';
import { isRunning } from '../machines/domainState.ts';
import { notice } from '../notices.ts';
import { type ShownDeps, shownUri, textOf } from './shownSources.ts';
import type { ShownText } from './shownText.ts';

export interface NextStartDeps extends ShownDeps {
  readonly documents: LoadDocuments;
}

/**
 * All that the next start changes, in one view: the XML, QEMU's command line and the private /dev. Of a running domain it
 * is compared with what runs, of another one with its definition, which a start from its file replaces. What stays the
 * same is not shown.
 *
 * @param file what the next start takes; where none is given, the file of the definition, else the definition
 */
export async function showNextStart(deps: NextStartDeps, domain: DomainEntry, file?: vscode.Uri): Promise<void> {
  const { name } = domain;
  const next = file ?? (await definingFile(deps, domain));
  if (!next && !domain.definition) {
    await notice(vscode.l10n.t('{0} is not defined: when it ends it is gone.', name));
    return;
  }
  const differing = await differingPairs(deps, domain, next);
  if (differing.length === 0) {
    await notice(vscode.l10n.t('The next start of {0} changes nothing.', name));
    return;
  }
  const title = vscode.l10n.t('{0}: what the next start changes', name);
  await vscode.commands.executeCommand('vscode.changes', title, differing);
}

/** The XML that runs, with the addresses and terminals that it got. */
export async function showLiveXml(domain: DomainEntry): Promise<void> {
  const uri = shownUri({ kind: 'live-xml', ...subject(domain) });
  await vscode.window.showTextDocument(uri, { preview: true });
}

/** QEMU's command line: of a file as it is in the editor, else of what runs or is defined. */
export async function showArguments(
  { documents }: NextStartDeps,
  domain: DomainEntry | undefined,
  file: vscode.Uri | undefined,
): Promise<void> {
  const document = file && (await vscode.workspace.openTextDocument(file));
  const name =
    domain?.name ??
    (document && ((await documents()).nameOf(document) ?? vscode.workspace.asRelativePath(document.uri)));
  if (name === undefined) return;
  const of = domain ? subject(domain) : { name };
  const kind = !file && domain && isRunning(domain) ? 'live-arguments' : 'next-arguments';
  const uri = shownUri({ kind, ...of, ...(file && { file: file.toString() }) });
  await vscode.window.showTextDocument(uri, { preview: true });
}

const subject = ({ name, uuid, owner }: DomainEntry): Pick<ShownText, 'name' | 'domain'> => ({
  name,
  domain: { uuid, owner },
});

/** What a click on Start takes, once the domain is off. */
async function definingFile({ machines }: NextStartDeps, domain: DomainEntry): Promise<vscode.Uri | undefined> {
  const file = domain.definition?.file;
  if (!file || !machines.isOwn(domain)) return undefined;
  const uri = vscode.Uri.file(file);
  return (await exists(uri)) ? uri : undefined;
}

/** What is compared: as it is, and as it will be. */
type Compared = readonly (readonly [ShownText['kind'], ShownText['kind']])[];
const OF_RUNNING: Compared = [
  ['started-xml', 'defined-xml'],
  ['live-arguments', 'next-arguments'],
  ['live-dev', 'next-dev'],
];
const OF_DEFINED: Compared = [
  ['defined-xml', 'defined-xml'],
  ['next-arguments', 'next-arguments'],
  ['next-dev', 'next-dev'],
];

/** As `vscode.changes` takes them: what it is called, as it is, as it will be. */
type Pair = readonly [vscode.Uri, vscode.Uri, vscode.Uri];

async function differingPairs(deps: NextStartDeps, domain: DomainEntry, file?: vscode.Uri): Promise<Pair[]> {
  const compared = (isRunning(domain) ? OF_RUNNING : OF_DEFINED).map(
    ([now, coming]): readonly [ShownText, ShownText] => [
      { kind: now, ...subject(domain) },
      { kind: coming, ...subject(domain), ...(file && { file: file.toString() }) },
    ],
  );
  const pairs = await Promise.all(
    compared.map(async ([now, coming]): Promise<Pair[]> => {
      const [before, after] = await Promise.all([textOf(now, deps), textOf(coming, deps)]);
      if (before === after) return [];
      // The file itself is there to be edited.
      const right = coming.kind === 'defined-xml' && file ? file : shownUri(coming);
      // One path on both sides: it is no other file, it is the same one at another time.
      return [[right, shownUri(now).with({ path: right.path }), right]];
    }),
  );
  return pairs.flat();
}
