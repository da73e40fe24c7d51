import * as vscode from 'vscode';
import { tellError } from './machines/tellError.ts';

/** A command of package.json that says what goes wrong with it. */
export const registerCommand = (
  name: string,
  log: vscode.LogOutputChannel,
  action: () => Promise<void>,
): vscode.Disposable =>
  vscode.commands.registerCommand(`virtcell.${name}`, async () => {
    log.debug(`asked for ${name}`);
    try {
      await action();
    } catch (error) {
      await tellError(error, log);
    }
  });
