/** Marks the words of a query in a text and cuts the passage that holds most of them. */
import type { Segment } from '../library/views.ts'
import type { Query } from './query/query.ts'
import { stemOf } from './stem.ts'

/** Letters and digits with the marks they carry: Devanagari writes its vowels as marks. */
const word = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu
const passageLength = 320

/** The folded stems that count as hits: near to what the index matches, which stems English (Snowball) as well. */
export function hitStems({ plain }: Query): Set<string> {
  const stems = (plain.match(word) ?? []).filter((one) => !isCommon(one))
  return new Set(stems.map(stemOf))
}

export function highlight(text: string, stems: ReadonlySet<string>): Segment[] {
  if (stems.size === 0) return [{ text }]
  const segments: Segment[] = []
  let end = 0
  for (const { index, 0: found } of text.matchAll(word)) {
    for (const [from, to] of hitsIn(found, stems)) {
      if (index + from > end) segments.push({ text: text.slice(end, index + from) })
      segments.push({ text: text.slice(index + from, index + to), hit: true })
      end = index + to
    }
  }
  if (end < text.length) segments.push({ text: text.slice(end) })
  return segments
}

/** The part of `text` with the most different query words, cut at words, with … where something is left out. */
export function passage(text: string, stems: ReadonlySet<string>): Segment[] {
  if (text.length <= passageLength) return highlight(text, stems)
  const from = startOfWord(text, bestStart(text, stems))
  const end = from + passageLength >= text.length ? text.length : text.lastIndexOf(' ', from + passageLength)
  const cut = text.slice(from, end > from ? end : from + passageLength).toWellFormed()
  return highlight(`${from > 0 ? '… ' : ''}${cut}${from + cut.length < text.length ? ' …' : ''}`, stems)
}

/** The first word after `start`, where there is one before the hit that comes `lead` characters later. */
function startOfWord(text: string, start: number): number {
  if (start === 0) return 0
  const space = text.indexOf(' ', start)
  if (space >= 0 && space < start + lead) return space + 1
  return /[\udc00-\udfff]/.test(text[start]!) ? start + 1 : start
}

const lead = 60

function bestStart(text: string, stems: ReadonlySet<string>): number {
  const hits = [...text.matchAll(word)].flatMap(({ index, 0: run }) =>
    hitsIn(run, stems).map(([from, to]) => ({ index: index + from, stem: stemOf(run.slice(from, to)) })),
  )
  let best = { start: 0, different: 0 }
  for (const [at, first] of hits.entries()) {
    const inside = new Set<string>()
    for (const hit of hits.slice(at, at + 40)) {
      if (hit.index > first.index + passageLength - lead) break
      inside.add(hit.stem)
    }
    if (inside.size > best.different) best = { start: Math.max(0, first.index - lead), different: inside.size }
  }
  return best.start
}

/** Where in one run of letters the hits are: the whole of a Latin word, parts of an unspaced script. */
function hitsIn(run: string, stems: ReadonlySet<string>): [number, number][] {
  if (stems.has(stemOf(run))) return [[0, run.length]]
  if (!/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(run)) return []
  for (const stem of stems) {
    const at = stem.length > 1 ? run.indexOf(stem) : -1
    if (at >= 0) return [[at, at + stem.length]]
  }
  return []
}

/** English words the index leaves out. */
export const commonWords: ReadonlySet<string> = new Set(
  `a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to
  was will with i me my we our you your he him his she her its them what which who whom those am were been being have has
  had having do does did doing would should could because until while about against between through during before after
  above below from up down out off over under again further once here when where why how all any both each few more most
  other some nor only own same so than too very can just don now`.split(/\s+/),
)

export function isCommon(text: string): boolean {
  return commonWords.has(text.toLowerCase())
}
