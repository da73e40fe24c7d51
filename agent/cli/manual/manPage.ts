import { VERSION } from '../../../protocol/version.ts';
import type { Verb } from '../verbs/verb.ts';
import { GROUPS } from '../verbs.ts';
import { MANUAL_TEXT } from './manualText.ts';
import { optionLines, usageText } from './usageText.ts';

/** The manual page in the macros of man(7). */
export function manPage(): string {
  const { tagline, description, commonOptions, exitStatus, environment, files } = MANUAL_TEXT;
  return [
    `.TH VIRTCELL 1 "" "virtcell ${VERSION}"`,
    ...section('NAME', [`virtcell \\- ${escaped(tagline)}`]),
    ...section('SYNOPSIS', ['.B virtcell', escaped('VERB …')]),
    ...section('DESCRIPTION', paragraphs(description)),
    ...GROUPS.flatMap(({ title, verbs }) => section(title.toUpperCase(), Object.entries(verbs).flatMap(verbEntry))),
    ...section('COMMON OPTIONS', commonOptions.flatMap(tagged)),
    ...section('EXIT STATUS', exitStatus.flatMap(tagged)),
    ...section('ENVIRONMENT', environment.flatMap(tagged)),
    ...section('FILES', files.flatMap(tagged)),
  ].join('\n');
}

const section = (title: string, lines: readonly string[]): string[] => [`.SH "${escaped(title)}"`, ...lines];

function verbEntry([name, verb]: readonly [string, Verb]): string[] {
  const [, ...usage] = usageText(name, verb).split(' ');
  const own = optionLines(verb).filter(([, , common]) => !common);
  return [
    `.SS "${escaped(usage.join(' '))}"`,
    text(sentence(verb.summary)),
    ...(verb.manual ?? []).flatMap((paragraph) => ['.PP', text(paragraph)]),
    ...own.flatMap(([flag, help]) => tagged([flag, help])),
  ];
}

const paragraphs = (texts: readonly string[]): string[] =>
  texts.flatMap((each, index) => (index === 0 ? [text(each)] : ['.PP', text(each)]));

const tagged = ([term, meaning]: readonly [string, string]): string[] => ['.TP', `.B ${escaped(term)}`, text(meaning)];

const sentence = (phrase: string): string => `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`;

/** What backticks enclose is bold. A line that begins with a dot or a quote would be a macro's. */
const text = (line: string): string =>
  escaped(line)
    .replace(/`([^`]*)`/g, '\\fB$1\\fR')
    .replace(/^([.'])/, '\\&$1');

const escaped = (line: string): string =>
  line
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll('’', '\\(cq')
    .replaceAll('…', '...');
