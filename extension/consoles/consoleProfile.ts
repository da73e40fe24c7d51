import * as vscode from 'vscode';
import { VirtcellError } from '../../protocol/errors.ts';
import type { AgentLink } from '../link/agentLink.ts';
import { sentence } from '../sentence.ts';
import { consolesOf } from './consoleChoice.ts';
import { noConsole, pickConsole } from './consolePicks.ts';
import type { ConsoleTerminals } from './consoleTerminals.ts';

/**
 * A console as one of the editor's own kinds of terminal, which the editor makes and puts where it was asked for. The
 * editor calls nothing back for a terminal that it is not to make: it wants options, and else shows the error's message.
 */
export async function consoleProfile(
  link: Pick<AgentLink, 'request'>,
  consoles: ConsoleTerminals,
): Promise<vscode.TerminalProfile> {
  const console = await pickConsole(await choice(link));
  if (!console) throw NOTHING_TO_SAY;
  const present = consoles.find(console);
  if (!present) return new vscode.TerminalProfile(await consoles.prepare(console));
  await consoles.open(console, console.alias);
  throw NOTHING_TO_SAY;
}

/** The editor shows no error without a message. */
const NOTHING_TO_SAY = new Error('');

/** Asked of the agent itself: the editor may have woken the extension for this, which then knows of no machine yet. */
async function choice(link: Pick<AgentLink, 'request'>) {
  try {
    const { domains } = await link.request('list', {});
    const found = domains.flatMap(consolesOf);
    if (found.length > 0) return found;
  } catch (error) {
    throw error instanceof VirtcellError ? new Error(wordsOf(error)) : error;
  }
  throw new Error(noConsole());
}

const wordsOf = ({ data: { message, hint } }: VirtcellError): string =>
  hint ? `${sentence(message)} ${hint}` : sentence(message);
