import * as vscode from 'vscode';
import { timerDeadline } from '../timerDeadline.ts';
import type { ConsoleName } from './consoleRoute.ts';
import { ConsoleSession } from './consoleSession.ts';
import type { OpenConsoleSocket } from './consoleSocket.ts';
import type { OpenConsole } from './openConsole.ts';

export interface ConsolePtyDeps {
  readonly openSocket: OpenConsoleSocket;
  readonly start: (domain: { name: string; owner: number }) => Promise<void>;
  readonly addConsole: (domain: { name: string; owner: number }) => Promise<void>;
}

/** Who has the terminals. */
export interface ConsolePtyOwner {
  /** The editor has made the terminal's place. @returns resolves when the session has stood somewhere */
  readonly opened: (console: OpenConsole) => Promise<void>;
  readonly closed: (console: OpenConsole) => void;
  /** Sees to work that nobody waits for. */
  readonly run: (work: Promise<void>) => void;
}

/** A console as a terminal of the editor, which attaches when it is shown. */
export function consolePty(
  console: ConsoleName,
  isNewcomer: boolean,
  { openSocket, start, addConsole }: ConsolePtyDeps,
  owner: ConsolePtyOwner,
): OpenConsole {
  const written = new vscode.EventEmitter<string>();
  const session = new ConsoleSession(console, {
    openSocket,
    start: () => start(console),
    addConsole: () => addConsole(console),
    write: (text) => written.fire(text),
    later: timerDeadline,
    isNewcomer,
    l10n: vscode.l10n,
  });
  const shown = withResolvers();
  const attached = withResolvers();
  const opened: OpenConsole = {
    console,
    session,
    pty: {
      onDidWrite: written.event,
      // What is written before the terminal is there is lost.
      open: (size) => {
        opened.size = size;
        owner.run(owner.opened(opened).finally(attached.resolve));
        shown.resolve();
      },
      setDimensions: (size) => {
        opened.size = size;
      },
      close: () => {
        owner.closed(opened);
        session.close();
        written.dispose();
      },
      handleInput: (text) => owner.run(session.input(text)),
    },
    isShown: shown.promise,
    isAttached: attached.promise,
    size: undefined,
    run: null,
  };
  return opened;
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
