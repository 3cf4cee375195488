/**
 * How unlikely it is that a hand that meant one word wrote the other: weighted optimal string alignment, about 1 an edit.
 * Cheaper than 1 are the slips people make most (Damerau 1964 counts swaps among them; Mitton 2010, §2 doubled letters,
 * vowels and neighbouring keys); dearer is the first letter, which people rarely miss (Yannakoudakis & Fawthrop 1983: 1.4 %
 * of errors). The weights are chosen by hand; `benchmarks/spelling.ts` measures what they give.
 */
export function editCost(meant: string, written: string): number {
  const rows: number[][] = [Array.from({ length: written.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= meant.length; i++) {
    const row = [i]
    for (let j = 1; j <= written.length; j++) {
      const [a, b] = [meant[i - 1]!, written[j - 1]!]
      let cost = Math.min(
        rows[i - 1]![j]! + lengthCost(meant, i - 1),
        row[j - 1]! + lengthCost(written, j - 1),
        rows[i - 1]![j - 1]! + replacementCost(a, b),
      )
      if (i > 1 && j > 1 && a === written[j - 2] && b === meant[i - 2])
        cost = Math.min(cost, rows[i - 2]![j - 2]! + swapped)
      row.push(cost)
    }
    rows.push(row)
  }
  return rows[meant.length]![written.length]! + (meant[0] === written[0] ? 0 : firstLetter)
}

const swapped = 0.7
const firstLetter = 0.5
const vowels = 'aeiouy'
const keyboard = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm']

/** A letter too many or too few; a doubled one is the commonest slip. */
function lengthCost(word: string, at: number): number {
  return word[at] === word[at - 1] || word[at] === word[at + 1] ? 0.6 : 1
}

function replacementCost(a: string, b: string): number {
  if (a === b) return 0
  if (vowels.includes(a) && vowels.includes(b)) return 0.8
  return areNeighbours(a, b) ? 0.85 : 1
}

function areNeighbours(a: string, b: string): boolean {
  const [first, second] = [placeOf(a), placeOf(b)]
  if (!first || !second) return false
  return Math.abs(first.row - second.row) <= 1 && Math.abs(first.column - second.column) <= 1
}

function placeOf(letter: string): { row: number; column: number } | undefined {
  const row = keyboard.findIndex((keys) => keys.includes(letter))
  return row < 0 ? undefined : { row, column: keyboard[row]!.indexOf(letter) }
}
