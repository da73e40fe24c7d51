import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { AgentClient } from '../../../protocol/agentClient.ts';
import { VirtcellError } from '../../../protocol/errors.ts';
import { type Arguments, type DomainOptions, domainReference, type Flags, socketPath } from '../arguments.ts';
import { withAgent } from '../connect.ts';
import { errorText } from '../errorText.ts';
import { readXml } from '../readFile.ts';
import { EXIT_DONE, EXIT_FAILED, printJson, printLine, printNote, type Terminal } from '../terminal.ts';

/** Opens the definition in the user's editor, and keeps what was saved. */
export async function edit(
  { options, words }: Arguments<Flags<'json'> & DomainOptions>,
  terminal: Terminal,
): Promise<number> {
  const domain = domainReference(words, options);
  return withAgent(socketPath(terminal, options), async (agent) => {
    const { xml } = await agent.request('dumpxml', { ...domain, inactive: true });
    const folder = mkdtempSync(join(tmpdir(), 'virtcell-edit-'));
    try {
      const path = join(folder, `${words[0]?.replace(/[^\w.-]/g, '_') ?? 'domain'}.xml`);
      writeFileSync(path, xml, { mode: 0o600, flag: 'wx' });
      return await editUntilKept({ agent, domain, before: xml, path, json: options.json ?? false }, terminal);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

interface Editing {
  readonly agent: AgentClient;
  readonly domain: { readonly name: string; readonly owner?: number };
  readonly before: string;
  readonly path: string;
  readonly json: boolean;
}

async function editUntilKept(editing: Editing, terminal: Terminal): Promise<number> {
  for (let force = false; ; ) {
    if (!force && !(await openEditor(editing.path, terminal))) return EXIT_FAILED;
    try {
      const text = readXml(editing.path);
      if (text === editing.before) return done(editing, false, terminal);
      await keep(editing, text, force);
      return done(editing, true, terminal);
    } catch (error) {
      if (!(error instanceof VirtcellError)) throw error;
      printNote(terminal, errorText(error.data, editing.path));
      const answer = await again(terminal);
      if (answer === 'n') return EXIT_FAILED;
      force = answer === 'f';
    }
  }
}

function done({ domain: { name }, json }: Editing, changed: boolean, terminal: Terminal): number {
  if (json) printJson(terminal, { name, changed });
  else printLine(terminal, changed ? `Domain '${name}' edited` : `Domain '${name}' not changed`);
  return EXIT_DONE;
}

/** @param force although somebody else has defined the domain since: whoever edits was told so */
async function keep({ agent, domain, before }: Editing, text: string, force: boolean): Promise<void> {
  const { xml } = await agent.request('dumpxml', { ...domain, inactive: true });
  if (xml !== before && !force) {
    const message = `somebody else has changed the domain ${domain.name} meanwhile`;
    throw new VirtcellError({ code: 'domain-exists', message, hint: 'f overwrites their change.' });
  }
  const { definition, owner } = await agent.request('dominfo', domain);
  const file = definition?.file;
  await agent.request('define', { xml: text, owner, ...(file !== null && file !== undefined && { file }) });
}

/** What people set may have arguments, as in `code --wait`: the shell takes it apart, as it does for git. */
async function openEditor(path: string, terminal: Terminal): Promise<boolean> {
  const { env } = terminal;
  const editor = env.VISUAL || env.EDITOR || 'vi';
  // Ctrl-C goes to all who share the terminal, and here it is the editor's affair: not the shell's, and not ours.
  const child = spawn('/bin/sh', ['-c', `trap : INT QUIT; ${editor} "$@"`, editor, path], { stdio: 'inherit' });
  process.on('SIGINT', leaveToEditor).on('SIGQUIT', leaveToEditor);
  const [code, signal] = await once(child, 'exit');
  process.off('SIGINT', leaveToEditor).off('SIGQUIT', leaveToEditor);
  if (code === 0) return true;
  printNote(terminal, `virtcell: the editor, ${editor}, ended with ${signal ?? code}: nothing was changed`);
  return false;
}

const leaveToEditor = (): void => undefined;

/** Asked only where a person answers. Ctrl-C and Ctrl-D are an answer, too. */
async function again(terminal: Terminal): Promise<string> {
  if (!terminal.stdin.isTTY) return 'n';
  const question = createInterface({ input: terminal.stdin, output: terminal.stderr });
  try {
    for (;;) {
      const answer = (await question.question('again? [y,n,f] ')).trim().toLowerCase();
      if (answer === 'y' || answer === 'n' || answer === 'f') return answer;
      printNote(
        terminal,
        'y edits it again, n throws the changes away, f defines it although it was changed meanwhile',
      );
    }
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AbortError')) throw error;
    terminal.stderr.write('\n');
    return 'n';
  } finally {
    question.close();
  }
}
