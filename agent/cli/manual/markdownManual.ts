import type { Verb } from '../verbs/verb.ts';
import { GROUPS } from '../verbs.ts';
import { MANUAL_TEXT } from './manualText.ts';
import { optionLines, usageText } from './usageText.ts';

/** The manual as docs/commands.md. */
export function markdownManual(): string {
  const { description, commonOptions, exitStatus, environment, files } = MANUAL_TEXT;
  return [
    '# The command',
    '',
    'Made from the table of verbs by `virtcell help --markdown`, as the manual page is.',
    '',
    ...description.flatMap((paragraph) => [paragraph, '']),
    ...GROUPS.flatMap(({ title, verbs }) => [`## ${title}`, '', ...Object.entries(verbs).flatMap(verbEntry)]),
    ...definitions('Common options', commonOptions),
    ...definitions('Exit status', exitStatus),
    ...definitions('Environment', environment),
    ...definitions('Files', files),
  ]
    .join('\n')
    .trimEnd();
}

function verbEntry([name, verb]: readonly [string, Verb]): string[] {
  const own = optionLines(verb).filter(([, , common]) => !common);
  return [
    `### ${name}`,
    '',
    '```',
    usageText(name, verb),
    '```',
    '',
    `${verb.summary.charAt(0).toUpperCase()}${verb.summary.slice(1)}.`,
    '',
    ...(verb.manual ?? []).flatMap((paragraph) => [paragraph, '']),
    ...list(own),
  ];
}

const definitions = (title: string, entries: readonly (readonly [string, string])[]): string[] => [
  `## ${title}`,
  '',
  ...list(entries),
];

const list = (entries: readonly (readonly [string, string, ...unknown[]])[]): string[] =>
  entries.length === 0 ? [] : [...entries.map(([term, meaning]) => `- \`${term}\`: ${meaning}`), ''];
