import { VirtcellError } from '../../protocol/errors.ts';
import { VERSION } from '../../protocol/version.ts';
import { readArguments, UsageError } from './arguments.ts';
import { errorText } from './errorText.ts';
import { namedText, overviewText, usageText } from './manual/usageText.ts';
import { ErrorInFile } from './readFile.ts';
import { EXIT_DONE, EXIT_FAILED, EXIT_USAGE, printJson, printLine, printNote, type Terminal } from './terminal.ts';
import type { OptionSpecs, OptionValues, Run, Verb } from './verbs/verb.ts';
import { VERBS } from './verbs.ts';

/** The whole command but for the process: what to end with. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [first] = argv;
  if (first === undefined) {
    printNote(terminal, overviewText());
    return EXIT_USAGE;
  }
  if (first === '--help' || first === '-h') return print(terminal, overviewText());
  if (first === '--version' || first === '-V') return print(terminal, `virtcell ${VERSION}`);
  const found = findVerb(argv);
  if (!found) {
    // `virtcell agent --help`: the first word of several verbs.
    const family = asksForHelp(argv.slice(1)) ? namedText(first) : undefined;
    if (family !== undefined) return print(terminal, family);
    printNote(terminal, `virtcell: ${unknownVerb(argv)}; virtcell help shows them all`);
    return EXIT_USAGE;
  }
  const { name, verb, rest } = found;
  if (asksForHelp(rest)) return print(terminal, namedText(name) ?? usageText(name, verb));
  try {
    return await call(verb, rest, terminal);
  } catch (error) {
    return report(error, usageText(name, verb), rest, terminal);
  }
}

/** A verb is one word, or two. What follows it is its own. */
function findVerb(argv: readonly string[]): { name: string; verb: Verb; rest: readonly string[] } | undefined {
  for (const length of [2, 1]) {
    const name = argv.slice(0, length).join(' ');
    const verb = VERBS.get(name);
    if (verb) return { name, verb, rest: argv.slice(length) };
  }
  return undefined;
}

function unknownVerb([first = '', second]: readonly string[]): string {
  const seconds = [...VERBS.keys()].flatMap((name) => (name.startsWith(`${first} `) ? [name.split(' ')[1]] : []));
  if (seconds.length === 0) return `there is no verb ${first}`;
  return `${second === undefined ? first : `${first} ${second}`}: there is ${first} ${seconds.join('|')}`;
}

/** After `--` all is words. */
const asksForHelp = (rest: readonly string[]): boolean =>
  rest
    .slice(0, rest.includes('--') ? rest.indexOf('--') : undefined)
    .some((word) => word === '--help' || word === '-h');

async function call(verb: Verb, rest: readonly string[], terminal: Terminal): Promise<number> {
  const given = readArguments(rest, verb);
  // `verb()` held the function to the options that `given` was read by.
  const perform = (await verb.load()) as Run<OptionValues<OptionSpecs>>;
  return perform(given as Parameters<typeof perform>[0], terminal);
}

function print(terminal: Terminal, text: string): number {
  printLine(terminal, text);
  return EXIT_DONE;
}

function report(error: unknown, usage: string, rest: readonly string[], terminal: Terminal): number {
  if (error instanceof UsageError) {
    printNote(terminal, `virtcell: ${error.message}\nusage: ${usage}`);
    return EXIT_USAGE;
  }
  if (error instanceof VirtcellError || error instanceof ErrorInFile) {
    const { data } = 'file' in error ? error.error : error;
    if (rest.includes('--json')) printJson(terminal, { error: data });
    printNote(terminal, 'file' in error ? errorText(data, error.file) : errorText(data));
    return EXIT_FAILED;
  }
  // Nobody foresaw it: the stack is for whoever mends it.
  const text = error instanceof Error ? error.message : String(error);
  printNote(terminal, `virtcell: ${text} [internal]`);
  if (terminal.env.VIRTCELL_DEBUG && error instanceof Error) printNote(terminal, error.stack ?? '');
  return EXIT_FAILED;
}
