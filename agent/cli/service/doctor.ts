import { VirtcellError } from '../../../protocol/errors.ts';
import type { DoctorCheck } from '../../../protocol/methods.ts';
import { isNodeRecent, MINIMUM_NODE } from '../../host/nodeVersion.ts';
import { type Arguments, type Flags, socketPath, type Texts } from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { EXIT_DONE, EXIT_FAILED, printJson, printLine, type Terminal } from '../terminal.ts';

/** What works here and what does not, each with its next step; without the agent as far as this user can see. */
export async function doctor(
  { options }: Arguments<Flags<'json'> & Texts<'socket'>>,
  terminal: Terminal,
): Promise<number> {
  const checks = [nodeCheck(), ...(await agentChecks(socketPath(terminal, options)))];
  if (options.json) printJson(terminal, { checks });
  else printLine(terminal, checks.map(checkText).join('\n'));
  return checks.every((check) => check.ok) ? EXIT_DONE : EXIT_FAILED;
}

function nodeCheck(): DoctorCheck {
  const ok = isNodeRecent();
  const hint = `Virtcell needs Node ${MINIMUM_NODE} or later.`;
  return { name: 'Node', ok, detail: process.versions.node, ...(!ok && { hint }) };
}

async function agentChecks(socket: string): Promise<DoctorCheck[]> {
  try {
    return await withAgent(socket, async (agent) => {
      const { checks } = await agent.request('doctor', {});
      const { version, pid } = agent.agent;
      const reached = { name: 'agent', ok: true, detail: `version ${version}, process ${pid}, at ${socket}` };
      return [reached, ...checks];
    });
  } catch (error) {
    if (!(error instanceof VirtcellError)) throw error;
    const { message, code, hint } = error.data;
    return [
      { name: 'agent', ok: false, detail: `${message} [${code}] ${socket}`, ...(hint !== undefined && { hint }) },
    ];
  }
}

function checkText({ name, ok, detail, hint }: DoctorCheck): string {
  const line = `${ok ? 'ok  ' : 'FAIL'} ${name}: ${detail}`;
  return hint === undefined ? line : `${line}\n     ${hint}`;
}
