import * as vscode from 'vscode';
import { askQuickPick } from './askQuickPick.ts';
import { nameProblem } from './machineName.ts';
import { fileNames, type MachineSize } from './newVm.ts';

interface SizeItem extends vscode.QuickPickItem {
  readonly size?: MachineSize;
}

/** Asks for name and size at once: what is typed is the name, what is chosen is the size. */
export async function pickNameAndSize(
  title: string,
  { proposed, present, hasDisk }: { proposed: string; present: readonly string[]; hasDisk: boolean },
): Promise<{ name: string; size: MachineSize } | undefined> {
  const pick = vscode.window.createQuickPick<SizeItem>();
  Object.assign(pick, { title, step: 3, totalSteps: 3 });
  pick.placeholder = vscode.l10n.t('Name of the machine');
  pick.value = proposed;
  const fill = (): void => {
    const problem = nameProblem(pick.value, present);
    pick.items = problem
      ? [{ label: `$(error) ${problemWords(problem, pick.value)}`, alwaysShow: true }]
      : sizes(hasDisk);
  };
  pick.onDidChangeValue(fill);
  fill();
  return askQuickPick(pick, (item) => item?.size && { name: pick.value, size: item.size });
}

function problemWords(problem: 'form' | 'taken', name: string): string {
  return problem === 'taken'
    ? vscode.l10n.t('There are files of a machine {0} already, such as {1}.', name, fileNames(name).xml)
    : vscode.l10n.t('A name has letters, digits and . _ + - and begins with a letter or digit.');
}

function sizes(hasDisk: boolean): SizeItem[] {
  const small = { label: vscode.l10n.t('Small'), size: { cpus: 1, memoryMiB: 512, diskGiB: 8 } };
  const medium = { label: vscode.l10n.t('Medium'), size: { cpus: 2, memoryMiB: 2048, diskGiB: 20 } };
  const large = { label: vscode.l10n.t('Large'), size: { cpus: 4, memoryMiB: 8192, diskGiB: 60 } };
  // What brings its own system with it is too large for the small one, mostly.
  const inOrder = hasDisk ? [medium, small, large] : [small, medium, large];
  return inOrder.map(({ label, size }) => ({ label, size, description: sizeWords(size, hasDisk), alwaysShow: true }));
}

function sizeWords({ cpus, memoryMiB, diskGiB }: MachineSize, hasDisk: boolean): string {
  const machine = vscode.l10n.t('{0} CPUs · {1} MiB', cpus, memoryMiB);
  return hasDisk ? `${machine} · ${vscode.l10n.t('disk of {0} GiB', diskGiB)}` : machine;
}
