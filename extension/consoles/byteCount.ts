/** A number of bytes for a person, to two digits: `840 kB`, `1.2 MB`, `12 MB`. */
export function byteCount(bytes: number): string {
  const units = ['kB', 'MB', 'GB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  if (bytes < 1000) return `${bytes} B`;
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${units[unit]}`;
}
