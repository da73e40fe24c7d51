import * as vscode from 'vscode';
import { VirtcellError } from '../../protocol/errors.ts';
import type { MachineList } from '../machines/machineList.ts';
import { notice, withoutLinks } from '../notices.ts';
import { timerDeadline } from '../timerDeadline.ts';
import { consolesOf } from './consoleChoice.ts';
import { noConsole, pickConsole } from './consolePicks.ts';
import type { ConsoleTerminals } from './consoleTerminals.ts';
import { type OpenConsole, terminalOf } from './openConsole.ts';
import { sendPaced } from './pacedInput.ts';

/** So much goes within a second or two; with more the user may want to stop it. */
const LONG_LENGTH = 40_000;

/** Types what is selected in the editor into a console. */
export async function sendSelection(consoles: ConsoleTerminals, machines: MachineList): Promise<void> {
  const { l10n } = vscode;
  const editor = vscode.window.activeTextEditor;
  const text = editor?.selections.map((selection) => editor.document.getText(selection)).join('\n') ?? '';
  if (text === '') {
    const hint = l10n.t('Nothing is selected. Select in an editor what is to be typed into the console.');
    void notice(hint);
    return;
  }
  const opened = await chosen(consoles, machines);
  if (!opened) return;
  requireInput(opened);
  terminalOf(opened.pty)?.show(true);
  const progress = {
    location: text.length > LONG_LENGTH ? vscode.ProgressLocation.Notification : vscode.ProgressLocation.Window,
    cancellable: true,
    title: withoutLinks(l10n.t('Sending to {0}', terminalWords(opened))),
  };
  await vscode.window.withProgress(progress, (report, token) =>
    sendPaced(text, {
      send: (piece) => opened.session.send(piece),
      later: timerDeadline,
      // The rest of it is not for who comes after the guest, or after us.
      isCancelled: () => token.isCancellationRequested || !opened.session.takesInput,
      sent: (share) => report.report({ increment: 100 * share }),
    }),
  );
}

/** Tells the guest how large its terminal is here: a serial line has no way to. */
export async function sendTerminalSize(consoles: ConsoleTerminals): Promise<void> {
  const opened = consoles.active;
  if (!opened?.size) {
    void notice(vscode.l10n.t('No console is in front. Show its terminal first.'));
    return;
  }
  requireInput(opened);
  const { rows, columns } = opened.size;
  await opened.session.send(`stty rows ${rows} cols ${columns}\r`);
}

/** The console in front, else the only one that is open, else one that the user chooses. */
async function chosen(consoles: ConsoleTerminals, machines: MachineList): Promise<OpenConsole | undefined> {
  const { active, all } = consoles;
  if (active) return active;
  if (all.length > 0) {
    const console = await pickConsole(all.map((one) => one.console));
    return all.find((one) => one.console === console);
  }
  const choice = machines.domains.flatMap(consolesOf);
  if (choice.length === 0) {
    throw new VirtcellError({ code: 'domain-not-found', message: noConsole() });
  }
  const console = await pickConsole(choice);
  const opened = console && (await consoles.show(console, console.alias));
  await opened?.isAttached;
  return opened;
}

/** @throws VirtcellError `console-unavailable` */
function requireInput(opened: OpenConsole): void {
  if (opened.session.takesInput) return;
  const message = vscode.l10n.t('{0} takes no input now; its terminal says why.', terminalWords(opened));
  throw new VirtcellError({ code: 'console-unavailable', message });
}

const terminalWords = ({ console }: OpenConsole): string => `${console.name}: ${console.alias}`;
