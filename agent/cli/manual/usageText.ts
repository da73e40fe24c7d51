import type { OptionSpec, Verb } from '../verbs/verb.ts';
import { GROUPS, SHOWN_VERBS } from '../verbs.ts';

/** One line: the verb with its words and options, `virtcell console NAME [ALIAS] [--force|--read-only]`. */
export function usageText(name: string, verb: Verb): string {
  return ['virtcell', name, ...verb.words, ...optionWords(verb)].join(' ');
}

/** What `virtcell VERB --help` prints. */
export function verbText(name: string, verb: Verb): string {
  const options = optionLines(verb).map(([flag, help]) => `  ${flag.padEnd(20)} ${help}`);
  const paragraphs = (verb.manual ?? []).map((paragraph) => `\n${wrapped(paragraph)}`);
  return [
    `usage: ${usageText(name, verb)}`,
    verb.summary,
    ...paragraphs,
    ...(options.length > 0 ? ['', ...options] : []),
  ].join('\n');
}

/** The same of a verb, or of all whose first word this is; undefined where there is none. */
export function namedText(name: string): string | undefined {
  const named = [...SHOWN_VERBS].filter(([each]) => each === name || each.startsWith(`${name} `));
  return named.length === 0 ? undefined : named.map(([each, verb]) => verbText(each, verb)).join('\n\n');
}

/** What `virtcell help` prints. */
export function overviewText(): string {
  return [
    'usage: virtcell VERB …',
    ...GROUPS.flatMap(({ title, verbs }) => ['', `${title}:`, ...Object.entries(verbs).map(overviewLine)]),
    '',
    'virtcell VERB --help tells more of one. Verbs that talk to the agent take --socket PATH; otherwise $VIRTCELL_SOCKET',
    'or /run/virtcell/agent.sock. Verbs on a NAME take --owner UID, for root. Exit: 0 done, 1 refused or failed, 2 usage.',
  ].join('\n');
}

const USAGE_COLUMN = 40;

function overviewLine([name, verb]: readonly [string, Verb]): string {
  const usage = `  ${[name, ...verb.words, ...optionWords(verb)].join(' ')}`;
  return usage.length < USAGE_COLUMN
    ? `${usage.padEnd(USAGE_COLUMN)} ${verb.summary}`
    : `${usage}\n${' '.repeat(USAGE_COLUMN + 1)}${verb.summary}`;
}

/** The verb's own options in brackets, those that exclude each other in one. */
function optionWords({ options, exclusive = [] }: Verb): string[] {
  const words = new Map<string, string>();
  for (const [name, spec] of Object.entries(options)) {
    if (spec.common) continue;
    const first = exclusive.find((names) => names.includes(name))?.find((other) => words.has(other)) ?? name;
    const before = words.get(first);
    words.set(first, before === undefined ? flagText(name, spec) : `${before}|${flagText(name, spec)}`);
  }
  return [...words.values()].map((word) => `[${word}]`);
}

/** Each option, what it does, and whether many verbs have it. */
export const optionLines = ({ options }: Verb): (readonly [string, string, boolean])[] =>
  Object.entries(options).map(([name, spec]) => [flagText(name, spec), spec.help, spec.common === true] as const);

const flagText = (name: string, { value }: OptionSpec): string =>
  value === undefined ? `--${name}` : `--${name} ${value}`;

const WIDTH = 100;

function wrapped(paragraph: string): string {
  const lines = [''];
  for (const word of paragraph.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n');
}
