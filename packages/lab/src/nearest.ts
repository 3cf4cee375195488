/**
 * The known name nearest to a mistyped one: one that begins with it, else the one with the fewest letters to change;
 * undefined when more than a third would have to.
 */
export function nearest(typed: string, known: Iterable<string>): string | undefined {
  const names = [...known]
  const begun = typed.length < 3 ? undefined : names.find((name) => name.toLowerCase().startsWith(typed.toLowerCase()))
  if (begun) return begun
  let best: string | undefined
  let fewest = Math.max(1, Math.floor(typed.length / 3)) + 1
  for (const name of names) {
    const changes = editDistance(typed.toLowerCase(), name.toLowerCase())
    if (changes < fewest) {
      best = name
      fewest = changes
    }
  }
  return best
}

/** Levenshtein (1966). */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++)
      row.push(Math.min(previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1), Math.min(previous[j]!, row[j - 1]!) + 1))
    previous = row
  }
  return previous[b.length]!
}
