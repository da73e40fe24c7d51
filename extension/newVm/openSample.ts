import * as vscode from 'vscode';
import { exists } from '../machines/domainFile.ts';
import { isTrusted } from '../workspaceTrust.ts';
import { sampleText } from './sampleText.ts';
import { targetFolder } from './targetFolder.ts';

/** Copies the smallest guest and its disk beside each other and opens it. What is there already is only opened. */
export async function openSample(extension: vscode.Uri): Promise<void> {
  if (!(await isTrusted(vscode.l10n.t('A virtual machine is made in a trusted workspace only.')))) return;
  const path = await targetFolder();
  if (path === undefined) return;
  const folder = vscode.Uri.file(path);
  const file = vscode.Uri.joinPath(folder, 'bootsector.domain.xml');
  if (!(await exists(file))) await copySample(extension, folder, file);
  await vscode.window.showTextDocument(file);
}

async function copySample(extension: vscode.Uri, folder: vscode.Uri, file: vscode.Uri): Promise<void> {
  const { fs } = vscode.workspace;
  const disk = vscode.Uri.joinPath(folder, 'boot-sector.img');
  const xml = new TextDecoder().decode(
    await fs.readFile(vscode.Uri.joinPath(extension, 'samples/bootsector.domain.xml')),
  );
  const comment = vscode.l10n.t(
    'The smallest guest: one sector that greets on its serial console and echoes what is typed. Start it above <domain>.',
  );
  if (!(await exists(disk))) await fs.copy(vscode.Uri.joinPath(extension, 'dist/boot-sector.img'), disk);
  await fs.writeFile(file, new TextEncoder().encode(sampleText(xml, disk.fsPath, comment)));
}
