import * as vscode from 'vscode';
import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry, StartedDomain } from '../../protocol/methods.ts';
import { domainFile } from '../machines/domainFile.ts';
import { isRunning, stateWords } from '../machines/domainState.ts';
import { StartCancelled, timelineLines } from '../machines/launch.ts';
import { bringUpDefined, bringUpFile, type StartDeps } from '../machines/start.ts';
import type { ShowStart } from '../machines/startProgress.ts';
import { knownDomain } from './knownDomain.ts';
import type { TaskAim } from './taskAim.ts';
import type { TaskWork } from './taskTerminal.ts';

type StartAim = Extract<TaskAim, { action: 'start' }>;

/** Starts a domain, unless it runs already, and ends when it runs. Its console is left to whoever wants to see it. */
export const startTask =
  (deps: StartDeps, aim: StartAim, folder: vscode.Uri | undefined): TaskWork =>
  async (say, signal) => {
    const show: ShowStart = (name, work) => {
      say(vscode.l10n.t('Starting {0}', name));
      return work({ signal, tell: (stage) => say(`  ${stage}`) });
    };
    let file: vscode.Uri | undefined;
    try {
      const subject = await subjectOf(deps, aim, folder);
      const { domain } = subject;
      file = subject.file;
      if (domain && isRunning(domain)) {
        say(vscode.l10n.t('{0} is {1} already.', domain.name, stateWords(domain.state, vscode.l10n)));
        return true;
      }
      const started = file ? await bringUpFile(deps, file, show) : domain && (await bringUpDefined(deps, domain, show));
      for (const line of started ? startedLines(started) : [vscode.l10n.t('It was not started.')]) say(line);
      return started !== undefined;
    } catch (error) {
      for (const line of failureLines(error, file)) say(line);
      return false;
    }
  };

interface Subject {
  readonly file?: vscode.Uri | undefined;
  readonly domain?: DomainEntry | undefined;
}

/** A file's domain may run already; a domain's file is what is started. */
async function subjectOf(deps: StartDeps, aim: StartAim, folder: vscode.Uri | undefined): Promise<Subject> {
  if ('file' in aim) {
    const file =
      aim.file.startsWith('/') || !folder ? vscode.Uri.file(aim.file) : vscode.Uri.joinPath(folder, aim.file);
    const name = (await deps.documents()).nameOf(await vscode.workspace.openTextDocument(file));
    const domain = name === undefined ? undefined : await knownDomain(deps.link, name);
    // One that runs from another file is told of by the start.
    const isOther = domain?.startedFrom && domain.startedFrom.file !== file.fsPath;
    return { file, domain: isOther ? undefined : domain };
  }
  const domain = await knownDomain(deps.link, aim.domain);
  if (domain) return { domain, file: await domainFile(domain, deps.machines) };
  const message = vscode.l10n.t('There is no domain {0}.', aim.domain);
  throw new VirtcellError({ code: 'domain-not-found', message });
}

const startedLines = ({ name, pid, consoles, timeline }: StartedDomain): string[] => [
  ...timelineLines(timeline).map((line) => `    ${line}`),
  ...consoles.flatMap(({ alias, path }) => (path === null ? [] : [`  ${alias}: ${path}`])),
  vscode.l10n.t('{0} runs, process {1}.', name, pid ?? 0),
];

/** With the place as terminals make it a link. */
function failureLines(error: unknown, file: vscode.Uri | undefined): string[] {
  if (error instanceof StartCancelled) return [vscode.l10n.t('The start was cancelled, and nothing of it is left.')];
  if (!(error instanceof VirtcellError)) throw error;
  const { message, hint, range } = error.data;
  const place = file && range ? [`${file.fsPath}:${range.start.line + 1}:${range.start.character + 1}`] : [];
  return [message, ...(hint ? [hint] : []), ...place];
}
