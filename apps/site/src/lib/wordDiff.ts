/** What changed between two texts, word by word: longest common subsequence (Wagner & Fischer 1974). */
export type DiffPart = { kind: 'same' | 'added' | 'removed'; text: string }

/** The table has |a|·|b| cells; two abstracts have some 60,000. Beyond this nothing is compared. */
const LARGEST_TABLE = 4_000_000

/** `undefined` when the texts are too long to compare: then show both. */
export function wordDiff(before: string, after: string): DiffPart[] | undefined {
  const a = before.split(/\s+/)
  const b = after.split(/\s+/)
  if (a.length * b.length > LARGEST_TABLE) return undefined
  return joined(walk(a, b, commonLengths(a, b)))
}

/** lengths[i][j] = length of the longest common subsequence of a[i…] and b[j…]. */
function commonLengths(a: string[], b: string[]): Uint16Array[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i]![j] = a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!)
    }
  }
  return lengths
}

function walk(a: string[], b: string[], lengths: Uint16Array[]): DiffPart[] {
  const parts: DiffPart[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      parts.push({ kind: 'same', text: a[i++]! })
      j++
    } else if (i < a.length && (j === b.length || lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) {
      parts.push({ kind: 'removed', text: a[i++]! })
    } else {
      parts.push({ kind: 'added', text: b[j++]! })
    }
  }
  return parts
}

/** Neighbouring words of one kind become one part. */
function joined(parts: DiffPart[]): DiffPart[] {
  const runs: DiffPart[] = []
  for (const part of parts) {
    const last = runs.at(-1)
    if (last?.kind === part.kind) last.text += ` ${part.text}`
    else runs.push({ ...part })
  }
  return runs
}
