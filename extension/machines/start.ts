import * as vscode from 'vscode';
import { VirtcellError } from '../../protocol/errors.ts';
import type { DomainEntry, StartedDomain } from '../../protocol/methods.ts';
import type { ConsoleTerminals } from '../consoles/consoleTerminals.ts';
import { checkFile, type DefineDeps, define, hasAgent } from './defineFile.ts';
import { domainFile } from './domainFile.ts';
import { launch, StartCancelled, type StartStages, timelineLines } from './launch.ts';
import { mayStart } from './mayStart.ts';
import type { StartFailures } from './startFailures.ts';
import { type ShowStart, showProgress } from './startProgress.ts';
import { tellError } from './tellError.ts';

export interface StartDeps extends DefineDeps {
  readonly failures: StartFailures;
  readonly consoles: ConsoleTerminals;
  /** What QEMU or the agent said of a place in the XML when it was started last. */
  readonly problems: vscode.DiagnosticCollection;
}

/** Start on a file: save, define, start, and its console beside. */
export const startFile = (deps: StartDeps, file: vscode.Uri): Promise<void> =>
  withConsole(deps, () => bringUpFile(deps, file, showProgress), file);

/** Start of a domain by its file, which is its definition; by what is defined where it has none, or none any more. */
export async function startDomain(deps: StartDeps, domain: DomainEntry): Promise<void> {
  const file = await domainFile(domain, deps.machines);
  if (file) await startFile(deps, file);
  else await withConsole(deps, () => bringUpDefined(deps, domain, showProgress));
}

/** Start of a domain that a console was of. One that was never defined ended for good. */
export async function startByName(deps: StartDeps, { name, owner }: { name: string; owner: number }): Promise<void> {
  const domain = deps.machines.domains.find((one) => one.name === name && one.owner === owner);
  if (domain) return startDomain(deps, domain);
  const message = vscode.l10n.t('{0} is not defined. Open its XML and start that.', name);
  await tellError(new VirtcellError({ code: 'domain-not-found', message }), deps.log);
}

/**
 * From a file to a running domain. Undefined where the user was asked and would not, or was told what to do first.
 *
 * @throws StartCancelled
 * @throws VirtcellError
 */
export async function bringUpFile(
  deps: StartDeps,
  file: vscode.Uri,
  show: ShowStart,
): Promise<StartedDomain | undefined> {
  const checked = await checkFile(deps, file);
  if (!checked) return undefined;
  deps.problems.delete(checked.file);
  return show(checked.name, async (stages) => {
    stages.tell(vscode.l10n.t('defining it from its file'));
    const domain = await define(deps, checked);
    return launchDefined(deps, domain, stages, checked.file);
  });
}

/** From what is defined to a running domain; otherwise as from a file. */
export async function bringUpDefined(
  deps: StartDeps,
  domain: DomainEntry,
  show: ShowStart,
): Promise<StartedDomain | undefined> {
  if (!(await mayStart()) || !(await hasAgent(deps))) return undefined;
  return show(domain.name, (stages) => launchDefined(deps, domain, stages));
}

async function launchDefined(
  { link, failures, problems, log }: StartDeps,
  domain: DomainEntry,
  stages: StartStages,
  file?: vscode.Uri,
): Promise<StartedDomain> {
  failures.clear(domain);
  stages.tell(vscode.l10n.t('planning its /dev, then launching QEMU'));
  try {
    const started = await launch(link, domain, stages.signal);
    log.info(`${domain.name} started, process ${started.pid}: ${timelineLines(started.timeline).join(', ')}`);
    return started;
  } catch (error) {
    if (error instanceof VirtcellError && error.code !== 'domain-running') {
      failures.set(domain, error.data);
      if (file) await (await import('./startProblems.ts')).showStartProblems(problems, file, error.data);
    }
    throw error;
  }
}

async function withConsole(
  { consoles, log }: StartDeps,
  bringUp: () => Promise<StartedDomain | undefined>,
  file?: vscode.Uri,
): Promise<void> {
  try {
    const started = await bringUp();
    const console = started?.consoles.find(({ path }) => path !== null);
    if (started && console) await consoles.open(started, console.alias);
  } catch (error) {
    if (error instanceof StartCancelled) log.info('a start was cancelled');
    else await tellError(error, log, file);
  }
}
