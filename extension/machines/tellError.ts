import * as vscode from 'vscode';
import { VirtcellError } from '../../protocol/errors.ts';
import { editorRange } from '../language/ranges.ts';

/** Shows what went wrong, with one next step: the place in the XML where there is one, else the log. */
export async function tellError(error: unknown, log: vscode.LogOutputChannel, file?: vscode.Uri): Promise<void> {
  if (!(error instanceof VirtcellError)) {
    log.error(error instanceof Error ? error : String(error));
    await offerLog(vscode.l10n.t('Virtcell failed: {0}', String(error)), log);
    return;
  }
  const { message, hint, range } = error.data;
  log.error(`${error.code}: ${message}`, details(error));
  const text = hint ? `${sentence(message)} ${hint}` : sentence(message);
  if (!range || !file) {
    await offerLog(text, log);
    return;
  }
  const show = vscode.l10n.t('Show in XML');
  if ((await vscode.window.showErrorMessage(text, show)) !== show) return;
  await vscode.window.showTextDocument(file, { selection: editorRange(range) });
}

async function offerLog(text: string, log: vscode.LogOutputChannel): Promise<void> {
  const show = vscode.l10n.t('Show Log');
  if ((await vscode.window.showErrorMessage(text, show)) === show) log.show();
}

const sentence = (message: string): string => (/[.!?:]$/.test(message) ? message : `${message}.`);

function details({ data }: VirtcellError): string {
  const { step, syscall, errno, path, element } = data;
  return JSON.stringify({ step, syscall, errno, path, element });
}
