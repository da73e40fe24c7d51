import type { DevReportNode } from './report.ts';

const TYPES: Record<DevReportNode['kind'], string> = { char: 'c', block: 'b', link: 'l', bind: '=', directory: 'd' };

/** What a report says of who may open a node. */
interface Permitted {
  readonly kind: DevReportNode['kind'];
  readonly mode?: string | undefined;
  readonly acl?: string | undefined;
}

/** `crw-rw----+`; a bind, which ls would show as what was bound, begins with `=`. */
export function permissions({ kind, mode, acl }: Permitted): string {
  if (mode === undefined) return `${TYPES[kind]}rwxrwxrwx`;
  const bits = Number.parseInt(mode, 8);
  const letters = ['r', 'w', 'x', 'r', 'w', 'x', 'r', 'w', 'x'];
  const shown = letters.map((letter, index) => (bits & (0o400 >> index) ? letter : '-'));
  for (const [index, bit, letter] of [
    [2, 0o4000, 's'],
    [5, 0o2000, 's'],
    [8, 0o1000, 't'],
  ] as const) {
    if (bits & bit) shown[index] = shown[index] === 'x' ? letter : letter.toUpperCase();
  }
  return `${TYPES[kind]}${shown.join('')}${acl === undefined ? '' : '+'}`;
}

/** Where an element stands, without what every device's path begins with: `rng/backend`. */
export const elementName = (path: string): string => path.replace(/^\/(domain\/(devices\/)?)?/, '');
