import * as vscode from 'vscode';
import { timerDeadline } from '../timerDeadline.ts';
import type { OpenConsoleSocket } from './consoleSocket.ts';
import { ShellSession } from './shellSession.ts';
import { terminalPlace } from './terminalPlace.ts';

/** Of a terminal that is not drawn yet; it says when it is. */
const USUAL = { columns: 80, rows: 24 };

/** Opens a terminal with a shell that sees what the domain's QEMU sees: its private /dev. */
export function openShell(
  domain: { readonly name: string; readonly owner: number },
  openSocket: OpenConsoleSocket,
  log: vscode.LogOutputChannel,
): void {
  const written = new vscode.EventEmitter<string>();
  const over = new vscode.EventEmitter<void>();
  const session = new ShellSession(domain, {
    openSocket,
    write: (text) => written.fire(text),
    over: () => over.fire(),
    later: timerDeadline,
    l10n: vscode.l10n,
  });
  const pty: vscode.Pseudoterminal = {
    onDidWrite: written.event,
    onDidClose: over.event,
    open: (size) => {
      session.open(size ?? USUAL).catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
    },
    setDimensions: (size) => session.resize(size),
    handleInput: (text) => session.input(text),
    close: () => {
      session.close();
      written.dispose();
      over.dispose();
    },
  };
  const terminal = vscode.window.createTerminal({
    name: vscode.l10n.t('{0}: shell in its /dev', domain.name),
    pty,
    iconPath: new vscode.ThemeIcon('terminal-linux'),
    location: terminalPlace(),
    isTransient: true,
  });
  terminal.show(false);
}
