/** `rng0` becomes `rng1`, or whichever is the first that nobody has. */
export function nextFree(alias: string, taken: ReadonlySet<string>): string {
  const stem = alias.replace(/\d+$/, '');
  for (let number = 0; ; number++) if (!taken.has(`${stem}${number}`)) return `${stem}${number}`;
}
