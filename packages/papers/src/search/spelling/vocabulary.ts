/** The words of a library with the number of papers each is in, and what a misspelt word may have meant among them. */
import { stemOf } from '../stem.ts'
import { type DeletionIndex, deletionIndex } from './deletionIndex.ts'
import { editCost } from './editCost.ts'

export type Correction = { word: string; papers: number; score: number }

export type Vocabulary = {
  /** Counts the words of one more paper. */
  add(words: Iterable<string>): void
  /** Makes the words counted since the last time known as corrections. */
  settle(): void
  /** Papers with a word or with another ending of it. */
  papersWith(word: string): number
  /** What a word may have meant, most likely first; nothing for a word that is taken to be right. */
  corrections(word: string): Correction[]
  size(): { words: number; proposed: number; indexBytes: number }
}

/** A word in fewer papers is not proposed, since it may be a slip itself: 1 paper of a few hundred, 3 of ten thousand. */
function fewestPapers(papers: number): number {
  return papers < 1000 ? 1 : papers < 10_000 ? 2 : 3
}
/** A word of the library is doubted only while it is in so few papers… */
const mostDoubted = 3
/** …beside a neighbour of one letter that is in so many times as many. */
const farMore = 300
const shortestDoubted = 4
/** Two letters are taken to be wrong only in a word as long as this, which nobody else wrote. */
const longEnoughForTwo = 7
/** Each edit must be made up for by 10^3.5 times as many papers. */
const editWeight = 3.5

export function createVocabulary(): Vocabulary {
  const counts = new Map<string, number>()
  const papersOfStem = new Map<string, number>()
  const proposed = new Set<string>()
  const touched = new Set<string>()
  let papersRead = 0
  /** The words of the first reading, and those that came later; the second index is made anew each time. */
  let first: DeletionIndex | undefined
  let later: string[] = []
  let second: DeletionIndex | undefined

  function add(words: Iterable<string>): void {
    papersRead++
    for (const word of new Set(words)) {
      counts.set(word, (counts.get(word) ?? 0) + 1)
      if (first) touched.add(word)
    }
  }

  function settle(): void {
    const fewest = fewestPapers(papersRead)
    const fresh = [...(first ? touched : counts.keys())].filter(
      (word) => counts.get(word)! >= fewest && !proposed.has(word) && isCorrectable(word),
    )
    touched.clear()
    for (const word of fresh) {
      proposed.add(word)
      const stem = stemOf(word)
      papersOfStem.set(stem, Math.max(papersOfStem.get(stem) ?? 0, counts.get(word)!))
    }
    if (!first) first = deletionIndex(fresh)
    else if (fresh.length > 0) {
      later = [...later, ...fresh]
      second = deletionIndex(later)
    }
  }

  function papersWith(word: string): number {
    return Math.max(counts.get(word) ?? 0, papersOfStem.get(stemOf(word)) ?? 0)
  }

  function corrections(word: string): Correction[] {
    if (!isCorrectable(word) || word.length < shortestDoubted) return []
    const papers = papersWith(word)
    if (papers > mostDoubted) return []
    const stem = stemOf(word)
    const most = papers === 0 && word.length >= longEnoughForTwo ? 2 : 1
    return [first, second]
      .flatMap((index) => index?.near(word, most) ?? [])
      .filter((near) => near.word !== word && stemOf(near.word) !== stem)
      .map((near) => ({ word: near.word, papers: counts.get(near.word)! }))
      .filter((near) => papers === 0 || near.papers >= farMore * papers)
      .map((near) => ({ ...near, score: Math.log10(near.papers) - editWeight * editCost(near.word, word) }))
      .sort((a, b) => b.score - a.score || (a.word < b.word ? -1 : 1))
  }

  return {
    add,
    settle,
    papersWith,
    corrections,
    size: () => ({
      words: counts.size,
      proposed: proposed.size,
      indexBytes: (first?.bytes ?? 0) + (second?.bytes ?? 0),
    }),
  }
}

/** Letters of a script that is written with an alphabet; no digits (formulas, numbers of papers), no unspaced script. */
export function isCorrectable(word: string): boolean {
  return word.length <= 32 && /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]+$/u.test(word)
}
