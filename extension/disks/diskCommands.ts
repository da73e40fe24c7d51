import * as vscode from 'vscode';
import { VirtcellError } from '../../protocol/errors.ts';
import type { LoadDocuments } from '../language/loadDocuments.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { isTrusted } from '../workspaceTrust.ts';
import { whileShown } from './diskProgress.ts';
import { diskSizeText, readDiskSize } from './diskSize.ts';
import { imagesOf, whoUses } from './disksInUse.ts';
import { imageHeader } from './imageHeader.ts';
import { createArguments, resizeArguments } from './qemuImg.ts';

/** Makes an empty qcow2 image where the user says. The dialog has asked whether to replace a file. */
export async function createDisk(): Promise<void> {
  if (!(await mayTouchDisks())) return;
  const title = vscode.l10n.t('New Disk');
  const file = await vscode.window.showSaveDialog({ title, filters: { qcow2: ['qcow2'] } });
  const bytes = file && (await askSize(title, '20G', 0));
  if (!file || bytes === undefined) return;
  const path = file.fsPath;
  await whileShown(vscode.l10n.t('Making {0}', path), (qemuImg) => qemuImg(createArguments({ path, bytes })));
}

/** Makes an image larger; what is on it is the guest's to grow. */
export async function resizeDisk(link: AgentLink, documents: LoadDocuments): Promise<void> {
  if (!(await mayTouchDisks())) return;
  const title = vscode.l10n.t('Resize Disk');
  const path = await askImage(title, documents);
  if (path === undefined) return;
  const { format, bytes: present } = await imageHeader(path);
  const bytes = await askSize(title, diskSizeText(present * 2), present);
  if (bytes === undefined) return;
  await link.connect();
  const user = link.state.kind === 'connected' ? await whoUses(link, path) : undefined;
  if (user !== undefined) {
    const message = vscode.l10n.t('{0} runs and has {1} as a disk.', user, path);
    throw new VirtcellError({ code: 'domain-running', message, hint: vscode.l10n.t('Shut it down first.') });
  }
  const doing = vscode.l10n.t('Resizing {0}', path);
  await whileShown(doing, (qemuImg) => qemuImg(resizeArguments(path, format, bytes)));
}

const mayTouchDisks = (): Promise<boolean> =>
  isTrusted(vscode.l10n.t('Disks are made and resized in a trusted workspace only.'));

/** Of the domain in the active editor, or by a dialog. */
async function askImage(title: string, documents: LoadDocuments): Promise<string | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  const images = document && (await documents()).domainOf(document) ? imagesOf(document.getText()) : [];
  const browse = vscode.l10n.t('Browse …');
  const chosen = images.length === 0 ? browse : await vscode.window.showQuickPick([...images, browse], { title });
  if (chosen !== browse) return chosen;
  const [file] = (await vscode.window.showOpenDialog({ title })) ?? [];
  return file?.fsPath;
}

async function askSize(title: string, value: string, present: number): Promise<number | undefined> {
  const prompt =
    present > 0
      ? vscode.l10n.t('New size; it has {0}', diskSizeText(present))
      : vscode.l10n.t('Size, for example 20G. The file grows as it is written.');
  const validateInput = (text: string): string | undefined => {
    const bytes = readDiskSize(text);
    if (bytes === undefined) return vscode.l10n.t('A size is a number and M, G or T.');
    // qemu-img would cut off what is behind the new end.
    return bytes <= present ? vscode.l10n.t('A disk is only made larger here.') : undefined;
  };
  const text = await vscode.window.showInputBox({ title, prompt, value, validateInput });
  return text === undefined ? undefined : readDiskSize(text);
}
