import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { askQuickPick } from './askQuickPick.ts';
import type { Origin } from './newVm.ts';

type Kind = Origin['kind'];

/** Which files may be meant, and where else than in the workspace people have them. */
const PLACES: Readonly<Record<Kind, { glob: string; name: RegExp; folders: readonly string[] }>> = {
  iso: { glob: '**/*.{iso,ISO}', name: /\.iso$/i, folders: [join(homedir(), 'Downloads'), '/var/lib/libvirt/images'] },
  cloud: {
    glob: '**/*.{qcow2,img,raw}',
    name: /\.(qcow2|img|raw)$/i,
    folders: [join(homedir(), 'Downloads'), '/var/lib/libvirt/images'],
  },
  kernel: { glob: '**/{vmlinuz,bzImage}*', name: /^(vmlinuz|bzImage)/, folders: ['/boot'] },
};

const MAX_FOUND = 50;

interface ImageItem extends vscode.QuickPickItem {
  /** Undefined for the one that leads to a file dialog. */
  readonly path: string | undefined;
}

/** Asks for an image: one that was found, a path that is typed, or one of a file dialog. */
export async function pickImage(kind: Kind, title: string): Promise<string | undefined> {
  const pick = vscode.window.createQuickPick<ImageItem>();
  Object.assign(pick, { title, step: 2, totalSteps: 3 });
  pick.placeholder = vscode.l10n.t('Choose a file, or type its path');
  pick.matchOnDescription = true;
  const browse: ImageItem = { label: `$(folder-opened) ${vscode.l10n.t('Browse …')}`, path: undefined };
  const found = (await imagesOfHost(kind)).map(imageItem);
  const fill = (): void => {
    const typed = typedPath(pick.value);
    pick.items = [...(typed ? [{ label: typed, path: typed, alwaysShow: true }] : []), ...found, browse];
  };
  pick.onDidChangeValue(fill);
  fill();
  const item = await askQuickPick(pick, (chosen) => chosen);
  return item && (item.path ?? (await browseImage(title)));
}

const imageItem = (path: string): ImageItem => ({
  label: path.slice(dirname(path).length + 1),
  description: path,
  path,
});

function typedPath(value: string): string | undefined {
  const path = value.trim().replace(/^~(?=\/)/, homedir());
  return path.startsWith('/') && path.length > 1 ? path : undefined;
}

async function browseImage(title: string): Promise<string | undefined> {
  const [file] = (await vscode.window.showOpenDialog({ title, openLabel: vscode.l10n.t('Use') })) ?? [];
  return file?.fsPath;
}

async function imagesOfHost(kind: Kind): Promise<string[]> {
  const { glob, name, folders } = PLACES[kind];
  const inWorkspace = await vscode.workspace.findFiles(glob, undefined, MAX_FOUND);
  const elsewhere = await Promise.all(folders.map((folder) => filesIn(folder, name)));
  return [...inWorkspace.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath), ...elsewhere.flat()];
}

/** A folder that is not there, or not this user's to read, has none. */
async function filesIn(folder: string, name: RegExp): Promise<string[]> {
  const entries = await readdir(folder).catch(() => []);
  return entries.filter((entry) => name.test(entry)).map((entry) => join(folder, entry));
}
