import { monitorCommand } from '../../../protocol/monitorCommand.ts';
import { validate } from '../../../protocol/validate.ts';
import {
  type Arguments,
  type DomainOptions,
  domainReference,
  type Flags,
  socketPath,
  UsageError,
} from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { EXIT_DONE, printJson, type Terminal } from '../terminal.ts';

/** Prints what QEMU returns as QMP does: `{"return": …}`. */
export async function qemuMonitorCommand(
  { options, words }: Arguments<Flags<'pretty' | 'json'> & DomainOptions>,
  terminal: Terminal,
): Promise<number> {
  const command = validate(monitorCommand, parse(words[1] ?? ''), 'JSON');
  const request = { ...domainReference(words, options), command };
  const answer = await withAgent(socketPath(terminal, options), (agent) => agent.request('monitorCommand', request));
  if (options.pretty) terminal.stdout.write(`${JSON.stringify(answer, undefined, 2)}\n`);
  else printJson(terminal, answer);
  return EXIT_DONE;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`JSON: ${error.message}`, { cause: error });
    throw error;
  }
}
