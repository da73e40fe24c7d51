import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { VirtcellError } from '../../protocol/errors.ts';
import { LineTimes } from '../../protocol/lineTimes.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { notice, withoutLinks } from '../notices.ts';
import { byteCount } from './byteCount.ts';
import { consoleRoute, type LogName } from './consoleRoute.ts';
import type { OpenConsoleSocket } from './consoleSocket.ts';
import { saveLogFile } from './logFile.ts';

export interface SaveLogDeps {
  readonly link: AgentLink;
  readonly openSocket: OpenConsoleSocket;
  /** Whether each line is to say when it came. */
  readonly withTimes: boolean;
}

/** Saves all that is kept of a console's output to a file that the user chooses, also of a domain that does not run. */
export async function saveLog(console: LogName, deps: SaveLogDeps): Promise<void> {
  const { l10n } = vscode;
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  const words = [console.name, ...(console.alias === undefined ? [] : [console.alias])];
  const file = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(
      folder ?? vscode.Uri.file(homedir()),
      `${words.join('-').replaceAll('/', '_')}.log`,
    ),
    title: l10n.t('Save the log of {0}', words.join(': ')),
  });
  if (!file) return;
  if (file.scheme !== 'file') {
    const message = l10n.t('A log is saved on the machine of the agent only, not to {0}.', file.toString());
    throw new VirtcellError({ code: 'storage', message });
  }
  const progress = {
    location: vscode.ProgressLocation.Notification,
    cancellable: true,
    title: withoutLinks(l10n.t('Saving the log of {0}', words.join(': '))),
  };
  const saved = await vscode.window.withProgress(progress, async (_, token) => {
    const stop = new AbortController();
    const subscription = token.onCancellationRequested(() => stop.abort());
    try {
      const times = deps.withTimes ? await lineTimes(console, deps.link) : undefined;
      const { openSocket } = deps;
      const saving = { openSocket, signal: stop.signal, times, l10n };
      return await saveLogFile(consoleRoute(console, 'log'), file.fsPath, saving);
    } catch (error) {
      if (stop.signal.aborted) return undefined;
      throw error;
    } finally {
      subscription.dispose();
    }
  });
  if (!saved) return;
  const missing = saved.missing > 0 ? ` ${l10n.t('{0} before it are no longer kept.', byteCount(saved.missing))}` : '';
  const open = l10n.t('Open');
  const text = `${l10n.t('{0} saved to {1}.', byteCount(saved.bytes), file.fsPath)}${missing}`;
  if ((await notice(text, open)) === open) await vscode.window.showTextDocument(file);
}

async function lineTimes({ name, owner, alias }: LogName, link: AgentLink): Promise<LineTimes> {
  const asked = { name, owner, ...(alias !== undefined && { alias }), times: true };
  const { times = [] } = await link.request('consoleLog', asked);
  return new LineTimes(times, Date.now);
}
