import { VirtcellError } from '../../protocol/errors.ts';
import { UsageError } from './arguments.ts';
import { errorText } from './errorText.ts';
import { ErrorInFile } from './readFile.ts';
import { EXIT_DONE, EXIT_FAILED, EXIT_USAGE, printLine, printNote, type Terminal } from './terminal.ts';
import { VERBS } from './verbs.ts';

/** The whole command but for the process: what to end with. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    if (name === undefined) printNote(terminal, helpText());
    else printLine(terminal, helpText());
    return name === undefined ? EXIT_USAGE : EXIT_DONE;
  }
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (!verb) {
    printNote(terminal, `virtcell: there is no verb ${name}; virtcell help shows them all`);
    return EXIT_USAGE;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    printLine(terminal, `usage: virtcell ${name} ${verb.usage}\n${verb.summary}`);
    return EXIT_DONE;
  }
  try {
    return await (await verb.load())(rest, terminal);
  } catch (error) {
    return report(error, `virtcell ${name} ${verb.usage}`, terminal);
  }
}

function report(error: unknown, usage: string, terminal: Terminal): number {
  if (error instanceof UsageError) {
    printNote(terminal, `virtcell: ${error.message}\nusage: ${usage}`);
    return EXIT_USAGE;
  }
  if (error instanceof VirtcellError || error instanceof ErrorInFile) {
    printNote(terminal, 'file' in error ? errorText(error.error.data, error.file) : errorText(error.data));
    return EXIT_FAILED;
  }
  // Nobody foresaw it: the stack is for whoever mends it.
  const text = error instanceof Error ? error.message : String(error);
  printNote(terminal, `virtcell: ${text} [internal]`);
  if (terminal.env.VIRTCELL_DEBUG && error instanceof Error) printNote(terminal, error.stack ?? '');
  return EXIT_FAILED;
}

function helpText(): string {
  const verbs = Object.entries(VERBS).map(([name, verb]) => [`  ${name} ${verb.usage}`, verb.summary] as const);
  const lines = verbs.map(([usage, summary]) =>
    usage.length < 40 ? `${usage.padEnd(40)} ${summary}` : `${usage}\n${' '.repeat(41)}${summary}`,
  );
  return [
    'usage: virtcell VERB …',
    '',
    ...lines,
    '',
    'Verbs that talk to the agent take --socket PATH; otherwise $VIRTCELL_SOCKET or /run/virtcell/agent.sock.',
    'Verbs on a NAME take --owner UID, for root. Exit: 0 done, 1 refused or failed, 2 usage.',
  ].join('\n');
}
