/** How QEMU begins what it complains of: the time, where it was asked to say it, and its own name. */
const BEGINNING = /^(\d{4}-\d\d-\d\dT[\d:.]+Z )?(\S*\/)?qemu-[\w.-]+: /;

/**
 * What QEMU complains of, without what it told before (`char device redirected to …`) and without the beginning of every
 * line. All it said where it complains in another form: as a library's last words are.
 */
export function complaint(words: string): string {
  const lines = words.split('\n');
  const first = lines.findIndex((line) => BEGINNING.test(line));
  if (first < 0) return words;
  return lines
    .slice(first)
    .map((line) => line.replace(BEGINNING, ''))
    .join('\n');
}
