/** The candidate that a misspelt word most likely means: at most two letters wrong, and fewer than half of them. */
export function nearestName(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 32) return undefined;
  const limit = Math.min(2, Math.floor((word.length - 1) / 2));
  let nearest: string | undefined;
  let best = limit + 1;
  for (const candidate of candidates) {
    const distance = Math.abs(candidate.length - word.length) < best ? editDistance(word, candidate) : best;
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/** Levenshtein's distance, where a letter in the other case counts as right. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a.charAt(i - 1).toLowerCase() === b.charAt(j - 1).toLowerCase();
      const substituted = (above[j - 1] ?? 0) + (same ? 0 : 1);
      row.push(Math.min(substituted, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    above = row;
  }
  return above[b.length] ?? 0;
}
