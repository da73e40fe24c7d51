import * as vscode from 'vscode';
import type { DomainEntry } from '../../protocol/methods.ts';
import { isRunning } from './domainState.ts';
import type { MachineList } from './machineList.ts';

/**
 * The file that stands for a domain: what it runs from, else what defines it. Undefined where that is gone, and for
 * another user's domain, which a file opened here would not define.
 */
export async function domainFile(domain: DomainEntry, machines: MachineList): Promise<vscode.Uri | undefined> {
  const source = (isRunning(domain) ? domain.startedFrom : null) ?? domain.definition;
  if (!source?.file || !machines.isOwn(domain)) return undefined;
  const uri = vscode.Uri.file(source.file);
  return (await exists(uri)) ? uri : undefined;
}

export async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}
