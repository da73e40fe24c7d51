import * as vscode from 'vscode';
import type { ConsoleName } from './consoleRoute.ts';
import type { ConsoleSession } from './consoleSession.ts';
import type { TerminalSize } from './shellSession.ts';
import { terminalPlace } from './terminalPlace.ts';

/** One console in one terminal, which the editor may make itself, and which is found by its pty then. */
export interface OpenConsole {
  readonly console: ConsoleName;
  readonly session: ConsoleSession;
  readonly pty: vscode.Pseudoterminal;
  /** Resolves when the editor has made the terminal's place, and when the session has stood somewhere for the first time. */
  readonly isShown: Promise<void>;
  readonly isAttached: Promise<void>;
  size: TerminalSize | undefined;
  /** The process of the domain's run that it was attached to last. */
  run: number | null;
}

export const optionsOf = ({ console, pty }: OpenConsole): vscode.ExtensionTerminalOptions => ({
  name: `${console.name}: ${console.alias}`,
  pty,
  iconPath: new vscode.ThemeIcon('terminal'),
  isTransient: true,
});

export const createTerminal = (opened: OpenConsole): vscode.Terminal =>
  vscode.window.createTerminal({ ...optionsOf(opened), location: terminalPlace() });

export const ptyOf = ({ creationOptions }: vscode.Terminal): vscode.Pseudoterminal | undefined =>
  'pty' in creationOptions ? creationOptions.pty : undefined;

export const terminalOf = (pty: vscode.Pseudoterminal): vscode.Terminal | undefined =>
  vscode.window.terminals.find((terminal) => ptyOf(terminal) === pty);

export const isEditor = (terminal: vscode.Terminal | undefined): boolean =>
  terminal !== undefined && 'location' in terminal.creationOptions && terminal.creationOptions.location !== undefined;
