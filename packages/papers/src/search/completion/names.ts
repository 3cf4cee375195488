/** The names of a library that can be completed: people, topics, organisations, venues, and titles of papers. */
import { wordsOf } from '../../intake/slug.ts'
import { type PrefixIndex, prefixIndex } from './prefixIndex.ts'

export type NameKind = 'author' | 'topic' | 'org' | 'venue' | 'paper'
/** `count`: papers with the name; `id`: the paper's, for a title. */
export type CompletedName = { kind: NameKind; label: string; count: number; id?: number }
/** The kinds that are wanted, and how many of each. */
export type Wanted = Partial<Record<NameKind, number>>

export type Names = {
  /** One more paper with a name. */
  add(kind: Exclude<NameKind, 'paper'>, label: string): void
  addPaper(id: number, title: string): void
  /** Makes what was added known. */
  settle(): void
  /** Names in which each of the typed words begins a word, the best of each kind, in the order of `wanted`. */
  complete(typed: string, wanted: Wanted): CompletedName[]
  size(): { names: number; indexBytes: number }
}

/** So many names are looked through for words that do not stand side by side. */
const mostLookedAt = 8000
/** One or two letters begin a good part of all titles. */
const shortestForTitles = 3

export function createNames(): Names {
  const names = createShelf()
  const titles = createShelf()
  let remembered = new Map<string, CompletedName[]>()

  return {
    add: (kind, label) => names.enter(kind, { kind, label, count: 1 }),
    addPaper: (id, title) => titles.enter(`${id}`, { kind: 'paper', label: title, count: 0, id }),
    settle() {
      names.settle()
      titles.settle()
      remembered = new Map()
    },
    complete(typed, wanted) {
      const words = wordsOf(typed)
      const key = JSON.stringify([words, wanted])
      const known = remembered.get(key)
      if (known) return known
      const best = createBest(wanted)
      names.offer(words, best)
      if (wanted.paper && words.join(' ').length >= shortestForTitles) titles.offer(words, best)
      const found = best.list()
      if (words.join('').length <= 2) remembered.set(key, found) // few, often asked for, and the longest lists
      return found
    },
    size: () => ({
      names: names.size() + titles.size(),
      indexBytes: names.bytes() + titles.bytes(),
    }),
  }
}

/** Names under keys of their own, findable by their words. */
function createShelf() {
  const entries: CompletedName[] = []
  const folded: string[] = []
  const numbers = new Map<string, number>()
  /** The names of the first reading, and those that came later: the second index is made anew each time. */
  let tiers: { from: number; index: PrefixIndex }[] = []
  let firstSize = 0

  function enter(key: string, name: CompletedName): void {
    const text = wordsOf(name.label).join(' ')
    const whole = name.kind === 'paper' ? key : `${key} ${text}`
    const known = numbers.get(whole)
    if (known !== undefined && folded[known] === text) {
      entries[known]!.count += name.count
      return
    }
    if (known !== undefined) entries[known]!.count = -1 // a title that was changed
    folded.push(text)
    numbers.set(whole, entries.push(name) - 1)
  }

  function offer(words: readonly string[], best: Best): void {
    const prefix = words.join(' ')
    for (const { from, index } of tiers) {
      index.startingWith(prefix, (text, start) => {
        const exact = start && folded[from + text]!.length === prefix.length
        best.offer(entries[from + text]!, { start, inOrder: true, exact })
      })
      if (words.length > 1) offerApart(words, from, index, best)
    }
  }

  /** Names with every word somewhere: those of the rarest word, looked through. */
  function offerApart(words: readonly string[], from: number, index: PrefixIndex, best: Best): void {
    const [rarest, ...others] = words.toSorted((a, b) => index.countStartingWith(a) - index.countStartingWith(b))
    let looked = 0
    index.startingWith(rarest!, (text) => {
      if (++looked > mostLookedAt) return
      const inside = ` ${folded[from + text]}`
      if (others.every((word) => inside.includes(` ${word}`)))
        best.offer(entries[from + text]!, { start: false, inOrder: false, exact: false })
    })
  }

  return {
    enter,
    offer,
    settle() {
      const [first] = tiers
      if (!first) firstSize = folded.length
      const later = folded.slice(firstSize)
      tiers = [first ?? { from: 0, index: prefixIndex(folded) }]
      if (later.length > 0) tiers.push({ from: firstSize, index: prefixIndex(later) })
    },
    size: () => entries.length,
    bytes: () => tiers.reduce((sum, { index }) => sum + index.bytes, 0),
  }
}

type Fit = { start: boolean; inOrder: boolean; exact: boolean }
type Best = { offer(name: CompletedName, fit: Fit): void; list(): CompletedName[] }

/** The best few names of each kind that is wanted; of equals the one that came first. */
function createBest(wanted: Wanted): Best {
  const lists = new Map(
    (Object.keys(wanted) as NameKind[]).map((kind) => [kind, [] as { name: CompletedName; score: number }[]]),
  )
  return {
    offer(name, fit) {
      const list = lists.get(name.kind)
      if (!list || name.count < 0) return
      const score = scoreOf(name, fit)
      const room = wanted[name.kind]!
      if (list.length >= room && list.at(-1)!.score >= score) return
      const there = list.findIndex((other) => other.name === name)
      if (there >= 0 && list[there]!.score >= score) return
      if (there >= 0) list.splice(there, 1)
      const at = list.findIndex((other) => other.score < score)
      list.splice(at < 0 ? list.length : at, 0, { name, score })
      list.length = Math.min(list.length, room)
    },
    list: () => [...lists.values()].flatMap((list) => list.map(({ name }) => name)),
  }
}

/** Papers with the name, on a scale of doublings; a beginning, an unbroken run and the whole name count for a few. */
function scoreOf({ kind, count, label }: CompletedName, { start, inOrder, exact }: Fit): number {
  const popularity = kind === 'paper' ? -label.length / 200 : Math.log2(count + 1)
  return popularity + (start ? 2 : 0) + (inOrder ? 1 : 0) + (exact ? 4 : 0)
}
