import { type InstallStatus, installStatus } from '../../install/installStatus.ts';
import type { Arguments, Flags } from '../arguments.ts';
import { EXIT_DONE, EXIT_FAILED, printJson, printLine, type Terminal } from '../terminal.ts';

/** Done when an installed agent runs and is whole. */
export async function agentStatus({ options }: Arguments<Flags<'json'>>, terminal: Terminal): Promise<number> {
  const status = await installStatus();
  if (options.json) printJson(terminal, status);
  else printLine(terminal, statusText(status).join('\n'));
  return isWell(status) ? EXIT_DONE : EXIT_FAILED;
}

/** `denied` is an answer of somebody who listens. */
const isWell = ({ installed, pid, findings }: InstallStatus): boolean =>
  installed !== null && pid !== null && findings.length === 0;

function statusText(status: InstallStatus): string[] {
  const { installed, version, folder, node, pid, socket, machines, findings, differs } = status;
  return [
    installed === null
      ? 'No agent is installed. virtcell agent install does it, as root.'
      : `Virtcell ${version} is installed ${installed === 'package' ? 'as a package ' : ''}in ${folder}, run by ${node}.`,
    runningText(pid, socket),
    ...(machines ? [`${machines === 1 ? 'A virtual machine runs' : `${machines} virtual machines run`}.`] : []),
    ...(installed === null
      ? []
      : [wholeText(findings.length), ...findings.map(({ path, problem }) => `  ${path}: ${problem}`)]),
    ...(differs ? ['This command is of another build.'] : []),
  ];
}

function runningText(pid: InstallStatus['pid'], socket: string): string {
  if (pid === null) return `No agent listens at ${socket}.`;
  return pid === 'denied' ? `You may not use the agent at ${socket}.` : `Process ${pid} listens at ${socket}.`;
}

const wholeText = (findings: number): string =>
  findings === 0 ? 'Its files are as they were installed.' : 'Not as it was installed:';
