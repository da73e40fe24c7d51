import * as vscode from 'vscode';
import type { StartDeps } from '../machines/start.ts';

export const TASK_TYPE = 'virtcell';

/** Tasks of type `virtcell`: a `preLaunchTask` starts a machine, and a `postDebugTask` stops it. */
export const registerTasks = (deps: StartDeps): vscode.Disposable =>
  vscode.tasks.registerTaskProvider(TASK_TYPE, {
    provideTasks: async () => (await import('./domainTasks.ts')).offeredTasks(deps),
    resolveTask: async (task) => (await import('./domainTasks.ts')).resolvedTask(deps, task),
  });
