import * as vscode from 'vscode';
import type { StartDeps } from '../machines/start.ts';
import { TASK_TYPE } from './registerTasks.ts';
import { startTask } from './startTask.ts';
import { stopTask } from './stopTask.ts';
import { readTaskAim, type TaskAim } from './taskAim.ts';
import { taskTerminal } from './taskTerminal.ts';

/** How many files of a workspace are offered. */
const MOST_FILES = 100;

/** One of tasks.json: the editor wants its own definition back. */
export const resolvedTask = (deps: StartDeps, { definition, scope, name }: vscode.Task): vscode.Task | undefined =>
  readTaskAim(definition) && taskOf(deps, definition, scope ?? vscode.TaskScope.Workspace, name);

/** Of each domain and of each file of the workspace. */
export async function offeredTasks(deps: StartDeps): Promise<vscode.Task[]> {
  await deps.link.known();
  const own = deps.machines.domains.filter((domain) => deps.machines.isOwn(domain));
  const ofDomains = own.flatMap(({ name }) => [
    offer(deps, { action: 'start', domain: name }, vscode.l10n.t('start {0}', name)),
    offer(deps, { action: 'stop', domain: name, force: false }, vscode.l10n.t('stop {0}', name)),
  ]);
  const files = await vscode.workspace.findFiles('**/*.domain.xml', '**/node_modules/**', MOST_FILES);
  const defining = new Set(own.map(({ definition }) => definition?.file));
  const ofFiles = files
    .filter(({ fsPath }) => !defining.has(fsPath))
    .map((file) => {
      const path = vscode.workspace.asRelativePath(file, false);
      const folder = vscode.workspace.getWorkspaceFolder(file);
      return offer(deps, { action: 'start', file: path }, vscode.l10n.t('start {0}', path), folder);
    });
  return [...ofDomains, ...ofFiles];
}

const offer = (deps: StartDeps, aim: TaskAim, name: string, folder?: vscode.WorkspaceFolder): vscode.Task =>
  taskOf(deps, { type: TASK_TYPE, ...aim }, folder ?? vscode.TaskScope.Workspace, name);

function taskOf(
  deps: StartDeps,
  definition: vscode.TaskDefinition,
  scope: vscode.WorkspaceFolder | vscode.TaskScope,
  name: string,
): vscode.Task {
  const execution = new vscode.CustomExecution(async (resolved) => terminalOf(deps, resolved, scope));
  return new vscode.Task(definition, scope, name, TASK_TYPE, execution, []);
}

/** @param resolved the definition with its variables filled in */
function terminalOf(
  deps: StartDeps,
  resolved: vscode.TaskDefinition,
  scope: vscode.WorkspaceFolder | vscode.TaskScope,
): vscode.Pseudoterminal {
  const aim = readTaskAim(resolved);
  const folder = typeof scope === 'object' ? scope : vscode.workspace.workspaceFolders?.[0];
  return taskTerminal(async (say, signal) => {
    if (aim?.action === 'start') return startTask(deps, aim, folder?.uri)(say, signal);
    if (aim) return stopTask(deps, aim, vscode.l10n)(say, signal);
    say(vscode.l10n.t('The task names no domain and no file.'));
    return false;
  }, deps.log);
}
