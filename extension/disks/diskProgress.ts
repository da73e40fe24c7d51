import * as vscode from 'vscode';
import { withoutLinks } from '../notices.ts';
import { qemuImg } from './qemuImg.ts';

/** Does what qemu-img is needed for under a progress that can be cancelled. False when it was. */
export function whileShown(
  title: string,
  work: (run: (args: readonly string[]) => Promise<void>) => Promise<void>,
): Promise<boolean> {
  const options = { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, async (_progress, cancelled) => {
      const controller = new AbortController();
      const subscription = cancelled.onCancellationRequested(() => controller.abort());
      try {
        await work((args) => qemuImg(args, vscode.l10n, controller.signal));
        return true;
      } catch (error) {
        if (controller.signal.aborted) return false;
        throw error;
      } finally {
        subscription.dispose();
      }
    }),
  );
}
