import * as vscode from 'vscode';
import { Listeners } from '../listeners.ts';
import { withoutLinks } from '../notices.ts';
import { timerDeadline } from '../timerDeadline.ts';
import type { StartStages } from './launch.ts';

/** Milliseconds after which a start is no longer what everybody expects, and may be taken back. Most take a tenth. */
const LONG = 1000;

/** Who shows a start while it goes on. */
export type ShowStart = <T>(name: string, work: (stages: StartStages) => Promise<T>) => Promise<T>;

/** In the status bar; a start that takes long in a notification too, with a way to the log and one to cancel it. */
export const showProgress: ShowStart = async (name, work) => {
  const abort = new AbortController();
  const told = new Listeners<string>();
  let last = '';
  const done = work({
    signal: abort.signal,
    tell: (stage) => {
      last = stage;
      told.tell(stage);
    },
  });
  const show = (options: Omit<vscode.ProgressOptions, 'title'>, title: string): void =>
    void vscode.window.withProgress({ ...options, title }, async (progress, token) => {
      const report = (stage: string): void => progress.report({ message: withoutLinks(stage) });
      report(last);
      const follow = told.add(report);
      const cancel = token.onCancellationRequested(() => abort.abort());
      // What it ends with is for whoever asked for the start.
      await done.catch(() => undefined);
      vscode.Disposable.from(follow, cancel).dispose();
    });
  const title = withoutLinks(vscode.l10n.t('Starting {0}', name));
  show({ location: vscode.ProgressLocation.Window }, title);
  const withLog = `${title} ([${vscode.l10n.t('log')}](command:virtcell.showLog))`;
  const patience = timerDeadline(LONG, () =>
    show({ location: vscode.ProgressLocation.Notification, cancellable: true }, withLog),
  );
  try {
    return await done;
  } finally {
    patience();
  }
};
