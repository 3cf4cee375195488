/** The known name closest to a mistyped one, for error messages. */

/** `undefined` when nothing is near: more than a third of the letters would have to change. */
export function nearestName(typed: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let fewest = Math.max(1, Math.floor(typed.length / 3)) + 1
  for (const name of known) {
    const changes = name.toLowerCase() === typed.toLowerCase() ? 0 : editDistance(typed, name, fewest)
    if (changes < fewest) {
      best = name
      fewest = changes
    }
  }
  return best
}

/** Levenshtein (1966) distance, or `limit` when it is at least that. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(swap, previous[j]! + 1, row[j - 1]! + 1))
    }
    previous = row
  }
  return Math.min(limit, previous[b.length]!)
}
