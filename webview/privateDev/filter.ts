import type { DevRow } from '../../protocol/privateDevPanel.ts';

/** What a row is found by: all that is read of it. Made once for a view, not at each key. */
export const searchText = ({ path, target, why, marks, device, access, owner, details }: DevRow): string =>
  [
    path,
    target,
    ...[...why, ...marks].map(({ text }) => text),
    device,
    access,
    owner,
    ...details.map(({ value }) => value),
  ]
    .join('\n')
    .toLowerCase();

/** Which rows have every word of the filter in them. */
export function matching(texts: readonly string[], filter: string): boolean[] {
  const words = filter.toLowerCase().split(/\s+/);
  return texts.map((text) => words.every((word) => text.includes(word)));
}

/** An element, as far as that goes; to hide it until it is found is no matter here. */
interface Hideable {
  hidden: boolean | string;
}

/** Shows these and hides the others; what stays as it is is not touched. */
export function showOnly(elements: readonly Hideable[], isShown: readonly boolean[]): void {
  for (const [index, element] of elements.entries()) {
    const hidden = isShown[index] === false;
    if (element.hidden !== hidden) element.hidden = hidden;
  }
}
