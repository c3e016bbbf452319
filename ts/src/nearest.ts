/** The name among `names` that a misspelt `name` most likely meant. */
export function nearest(name: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  // A third of the letters may differ; beyond that it is another name.
  let limit = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of names) {
    const cost = distance(name, candidate, limit);
    if (cost < limit) {
      limit = cost;
      best = candidate;
    }
  }
  return best;
}

/** The end of a sentence: a suggestion if there is one, a full stop if not. */
export function suggest(name: string, names: Iterable<string>): string {
  const found = nearest(name, names);
  return found === undefined ? "." : `, did you mean "${found}"?`;
}

/** Edit distance, given up at `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1));
    }
    if (Math.min(...next) >= limit) return limit;
    row = next;
  }
  return row[b.length]!;
}
