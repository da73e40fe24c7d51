import type { OptionSpec, Verb } from '../verbs/verb.ts';
import { SHOWN_VERBS } from '../verbs.ts';

/** What may stand where the cursor is: words with what they mean, or the name of a file, which the shell knows best. */
export type Candidates = 'files' | readonly Candidate[];
export type Candidate = readonly [word: string, meaning: string];

/** What only the agent knows. */
export interface Known {
  domains(): Promise<readonly string[]>;
  consoles(domain: string): Promise<readonly string[]>;
}

const NOTHING: Candidates = [];

/**
 * Candidates for the last of `words`, which is as far as it was typed.
 *
 * @param words what follows `virtcell`
 */
export async function candidates(words: readonly string[], known: Known): Promise<Candidates> {
  const typed = words.at(-1) ?? '';
  const found = await allCandidates(words.slice(0, -1), typed, known);
  return found === 'files' ? found : found.filter(([word]) => word.startsWith(typed));
}

async function allCandidates(before: readonly string[], typed: string, known: Known): Promise<Candidates> {
  const length = [2, 1].find((count) => before.length >= count && SHOWN_VERBS.has(before.slice(0, count).join(' ')));
  if (length === undefined) return verbWords(before);
  const verb = SHOWN_VERBS.get(before.slice(0, length).join(' '));
  return verb ? afterVerb(verb, before.slice(length), typed, known) : NOTHING;
}

/** The next word of the verbs that begin like this. */
function verbWords(before: readonly string[]): Candidates {
  const next = new Map<string, string>();
  for (const [name, { summary }] of SHOWN_VERBS) {
    const words = name.split(' ');
    const word = words[before.length];
    if (word === undefined || before.some((each, index) => each !== words[index])) continue;
    next.set(word, words.length > before.length + 1 ? '' : summary);
  }
  return [...next];
}

async function afterVerb(verb: Verb, before: readonly string[], typed: string, known: Known): Promise<Candidates> {
  const given: string[] = [];
  const words: string[] = [];
  let open: OptionSpec | undefined;
  for (const word of before) {
    if (open) open = undefined;
    else if (word.startsWith('--')) {
      const [name = ''] = word.slice(2).split('=');
      given.push(name);
      open = word.includes('=') ? undefined : takesValue(verb.options[name]);
    } else words.push(word);
  }
  if (open) return /FILE|DIR|PATH/.test(open.value ?? '') ? 'files' : NOTHING;
  if (typed.startsWith('-')) return options(verb, given);
  return wordCandidates(verb, words, known);
}

const takesValue = (spec: OptionSpec | undefined): OptionSpec | undefined =>
  spec?.type === 'string' ? spec : undefined;

/** Those that were not given and do not exclude one that was. */
function options({ options, exclusive = [] }: Verb, given: readonly string[]): Candidates {
  const gone = new Set([...given, ...exclusive.filter((names) => names.some((name) => given.includes(name))).flat()]);
  return [...Object.entries(options), ['help', { help: 'show what this verb does' }] as const].flatMap(
    ([name, { help }]) => (gone.has(name) ? [] : [[`--${name}`, help] as const]),
  );
}

async function wordCandidates(verb: Verb, words: readonly string[], known: Known): Promise<Candidates> {
  const last = verb.words.at(-1);
  const kind = verb.words[words.length] ?? (last?.includes('…') ? last : '');
  switch (kind.replace(/[[\]…]/g, '')) {
    case 'NAME':
      return plain(await known.domains());
    case 'ALIAS':
      return plain(await known.consoles(words[0] ?? ''));
    case 'FILE':
      return 'files';
    case 'SHELL':
      return plain(['bash', 'zsh', 'fish']);
    case 'VERB':
      return verbWords(words);
    default:
      return NOTHING;
  }
}

const plain = (words: readonly string[]): Candidate[] => words.map((word) => [word, '']);
