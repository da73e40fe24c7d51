/** A command line to be read and to be pasted: each option on a line of its own, with its value. */
export function shellText(argv: readonly string[]): string {
  return argv.map((word, index) => `${separator(word, index)}${shellWord(word)}`).join('');
}

const separator = (word: string, index: number): string => {
  if (index === 0) return '';
  return word.startsWith('-') ? ' \\\n  ' : ' ';
};

/** A word as a POSIX shell reads it as one. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
