/** How many rows a page is, as far as keys go. */
const PAGE = 10;

/** Where a key leads from one of `count` rows; undefined for a key that leads nowhere. */
export function rowAfter(key: string, index: number, count: number): number | undefined {
  const last = count - 1;
  if (last < 0) return undefined;
  const within = (wanted: number): number => Math.min(Math.max(wanted, 0), last);
  switch (key) {
    case 'ArrowDown':
      return within(index + 1);
    case 'ArrowUp':
      return within(index - 1);
    case 'PageDown':
      return within(index + PAGE);
    case 'PageUp':
      return within(index - PAGE);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
