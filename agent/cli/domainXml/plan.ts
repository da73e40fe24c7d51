import { type Diagnostic, hasErrors } from '../../../domain-xml/diagnostic.ts';
import { devText } from '../../../protocol/devText.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import type { Result } from '../../../protocol/methods.ts';
import { type Arguments, type Flags, socketPath, type Texts } from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { diagnosticText } from '../errorText.ts';
import { readXml } from '../readFile.ts';
import { EXIT_DONE, EXIT_FAILED, printJson, printLine, printNote, type Terminal } from '../terminal.ts';

/** Shows the private /dev that a domain would get. A plan with errors is shown too, and said to be one. */
export async function plan(
  { options, words }: Arguments<Flags<'json'> & Texts<'socket'>>,
  terminal: Terminal,
): Promise<number> {
  const [file = ''] = words;
  const { report, diagnostics } = await askOrLook(socketPath(terminal, options), readXml(file), terminal);
  for (const diagnostic of diagnostics satisfies readonly Diagnostic[]) {
    printNote(terminal, diagnosticText(file, diagnostic));
  }
  if (report) {
    if (options.json) printJson(terminal, report);
    else printLine(terminal, devText(report));
  }
  return report && !hasErrors(diagnostics) ? EXIT_DONE : EXIT_FAILED;
}

/** The agent's plan; without an agent that may be used, what this user can see of the host. */
async function askOrLook(socket: string, xml: string, terminal: Terminal): Promise<Result<'plan'>> {
  try {
    return await withAgent(socket, (agent) => agent.request('plan', { xml }));
  } catch (error) {
    if (!(error instanceof VirtcellError) || !UNREACHABLE.has(error.code)) throw error;
    printNote(terminal, `virtcell: ${error.message} The plan is as you see the host yourself.`);
    const { planHere } = await import('./planHere.ts');
    return planHere(xml);
  }
}

const UNREACHABLE: ReadonlySet<string> = new Set(['agent-not-running', 'agent-denied']);
