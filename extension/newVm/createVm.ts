import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { whileShown } from '../disks/diskProgress.ts';
import { imageHeader } from '../disks/imageHeader.ts';
import { notice } from '../notices.ts';
import { isTrusted } from '../workspaceTrust.ts';
import { pickImage } from './imagePick.ts';
import { initrdBeside } from './initrdBeside.ts';
import { proposedName } from './machineName.ts';
import { makeFiles } from './makeFiles.ts';
import { pickNameAndSize } from './namePick.ts';
import { type NewVm, type Origin, planNewVm } from './newVm.ts';
import { targetFolder } from './targetFolder.ts';

/** From three quick picks to a domain's file in the editor: what from, which image, name and size. */
export async function createVm(): Promise<void> {
  if (!(await isTrusted(vscode.l10n.t('A virtual machine is made in a trusted workspace only.')))) return;
  const kind = await pickKind();
  const image = kind && (await pickImage(kind.origin, kind.label));
  if (!image) return;
  const origin = await originOf(kind.origin, image);
  const folder = await targetFolder();
  if (!folder) return;
  const present = await readdir(folder);
  const proposed = proposedName(image, present);
  const hasDisk = kind.origin !== 'kernel';
  const asked = await pickNameAndSize(kind.label, { proposed, present, hasDisk });
  if (!asked) return;
  const vm: NewVm = { ...asked, folder, origin, hasKvm: hasKvm(), password: randomBytes(9).toString('base64url') };
  const plan = planNewVm(vm);
  const done = await whileShown(vscode.l10n.t('Making {0}', vm.name), (qemuImg) => makeFiles(plan, qemuImg));
  if (!done) return;
  await vscode.window.showTextDocument(vscode.Uri.file(plan.xmlPath));
  if (origin.kind === 'cloud') await tellPassword(vm);
}

async function pickKind(): Promise<{ label: string; origin: Origin['kind'] } | undefined> {
  return vscode.window.showQuickPick(
    [
      {
        origin: 'iso',
        label: vscode.l10n.t('From an ISO image'),
        detail: vscode.l10n.t('An installer or a live system, and an empty disk'),
      },
      {
        origin: 'cloud',
        label: vscode.l10n.t('From a cloud image'),
        detail: vscode.l10n.t('A disk over the image, which stays as it is, and a seed for cloud-init'),
      },
      {
        origin: 'kernel',
        label: vscode.l10n.t('From a kernel'),
        detail: vscode.l10n.t('A kernel and its initial RAM disk, without a disk'),
      },
    ] as const,
    { title: vscode.l10n.t('New Virtual Machine') },
  );
}

async function originOf(kind: Origin['kind'], image: string): Promise<Origin> {
  switch (kind) {
    case 'iso':
      return { kind, image };
    case 'cloud':
      return { kind, image, ...(await imageHeader(image)) };
    case 'kernel':
      return { kind, image, initrd: initrdBeside(image, await readdir(dirname(image))) };
  }
}

/** By opening it: a node that is there may still be of a machine without virtualization, or not this user's. */
function hasKvm(): boolean {
  try {
    closeSync(openSync('/dev/kvm', 'r+'));
    return true;
  } catch {
    return false;
  }
}

/** It is in the seed and nowhere else that people look. */
async function tellPassword({ name, password }: NewVm): Promise<void> {
  const copy = vscode.l10n.t('Copy Password');
  const text = vscode.l10n.t(
    'On the console of {0} log in as the image’s own user, with this password: {1}',
    name,
    password,
  );
  if ((await notice(text, copy)) === copy) await vscode.env.clipboard.writeText(password);
}
