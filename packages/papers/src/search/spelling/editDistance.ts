/**
 * Optimal string alignment: the least number of letters inserted, left out, replaced or swapped with their neighbour that
 * turns one word into another, no piece edited twice (Damerau 1964; the restricted form of Boytsov 2011, §2.1).
 * d[i][j] = distance of the first i letters of a and the first j of b; three rows of it are kept.
 * Departs from it: words farther apart than `most` are not measured to the end.
 */
export function editDistance(a: string, b: string, most: number): number | undefined {
  if (Math.abs(a.length - b.length) > most) return undefined
  let beforeLast = new Uint8Array(b.length + 1)
  let last = Uint8Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = new Uint8Array(b.length + 1)
    row[0] = i
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const changed = a[i - 1] === b[j - 1] ? 0 : 1
      let d = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + changed)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) d = Math.min(d, beforeLast[j - 2]! + 1)
      row[j] = d
      if (d < least) least = d
    }
    if (least > most) return undefined
    beforeLast = last
    last = row
  }
  return last[b.length]! <= most ? last[b.length]! : undefined
}
