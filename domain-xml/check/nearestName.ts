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

/** Levenshtein's distance, where a letter in the other case counts as right. One row of the table is kept. */
function editDistance(word: string, candidate: string): number {
  const [a, b] = [word.toLowerCase(), candidate.toLowerCase()];
  const row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0] ?? 0;
    row[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] ?? 0;
      const substituted = diagonal + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1);
      row[j] = Math.min(substituted, above + 1, (row[j - 1] ?? 0) + 1);
      diagonal = above;
    }
  }
  return row[b.length] ?? 0;
}
