import type { Arguments, Flags } from '../arguments.ts';
import { UsageError } from '../arguments.ts';
import { EXIT_DONE, printLine, type Terminal } from '../terminal.ts';
import { manPage } from './manPage.ts';
import { markdownManual } from './markdownManual.ts';
import { namedText, overviewText } from './usageText.ts';

export async function help(
  { options, words }: Arguments<Flags<'man' | 'markdown'>>,
  terminal: Terminal,
): Promise<number> {
  if (options.man) printLine(terminal, manPage());
  else if (options.markdown) printLine(terminal, markdownManual());
  else printLine(terminal, words.length === 0 ? overviewText() : textOf(words.join(' ')));
  return EXIT_DONE;
}

function textOf(name: string): string {
  const text = namedText(name);
  if (text === undefined) throw new UsageError(`there is no verb ${name}`);
  return text;
}
