import * as vscode from 'vscode';
import type { Range } from '../../domain-xml/position.ts';
import { VirtcellError } from '../../protocol/errors.ts';
import { editorRange } from '../language/ranges.ts';
import { failure } from '../notices.ts';
import { sentence } from '../sentence.ts';

/** Shows what went wrong, with one next step: what the agent needs, the place in the XML, or the log. */
export async function tellError(error: unknown, log: vscode.LogOutputChannel, file?: vscode.Uri): Promise<void> {
  if (!(error instanceof VirtcellError)) {
    log.error(error instanceof Error ? error : String(error));
    await offerLog(vscode.l10n.t('Virtcell failed: {0}', String(error)), log);
    return;
  }
  const { message, hint, range } = error.data;
  log.error(`${error.code}: ${message}`, details(error));
  const text = hint ? `${sentence(message)} ${hint}` : sentence(message);
  if (NO_AGENT.has(error.code)) await offer(text, vscode.l10n.t('What to Do'), nextStep);
  else if (range && file) await offer(text, vscode.l10n.t('Show in XML'), () => showPlace(file, range));
  else await offerLog(text, log);
}

/** What is wrong is the agent, and not what it was asked for. */
const NO_AGENT: ReadonlySet<string> = new Set(['agent-not-running', 'agent-denied', 'agent-version']);

const nextStep = (): Thenable<unknown> => vscode.commands.executeCommand('virtcell.nextStep');

const showPlace = (file: vscode.Uri, range: Range): Thenable<unknown> =>
  vscode.window.showTextDocument(file, { selection: editorRange(range) });

const offerLog = (text: string, log: vscode.LogOutputChannel): Promise<void> =>
  offer(text, vscode.l10n.t('Show Log'), () => log.show());

/** One next step. */
async function offer(text: string, label: string, step: () => unknown): Promise<void> {
  if ((await failure(text, label)) === label) await step();
}

function details({ data }: VirtcellError): string {
  const { step, syscall, errno, path, element } = data;
  return JSON.stringify({ step, syscall, errno, path, element });
}
