import * as vscode from 'vscode';
import type { LoadDocuments } from '../language/loadDocuments.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { registerCommand } from '../registerCommand.ts';

export interface NewVmDeps {
  readonly extensionUri: vscode.Uri;
  readonly link: AgentLink;
  readonly documents: LoadDocuments;
  readonly log: vscode.LogOutputChannel;
}

/** What makes machines and their disks. */
export const registerNewVm = ({ extensionUri, link, documents, log }: NewVmDeps): vscode.Disposable =>
  vscode.Disposable.from(
    registerCommand('newVm', log, async () => (await import('./createVm.ts')).createVm()),
    registerCommand('openSample', log, async () => (await import('./openSample.ts')).openSample(extensionUri)),
    registerCommand('createDisk', log, async () => (await diskCommands()).createDisk()),
    registerCommand('resizeDisk', log, async () => (await diskCommands()).resizeDisk(link, documents)),
  );

const diskCommands = (): Promise<typeof import('../disks/diskCommands.ts')> => import('../disks/diskCommands.ts');
