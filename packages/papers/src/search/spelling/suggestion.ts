/** "Did you mean …": a query with its misspelt words put right, one possibility. */

import { wordsOf } from '../../intake/slug.ts'
import type { Segment } from '../../library/views.ts'
import { isCommon } from '../highlight.ts'
import { leaves, type Span } from '../query/ast.ts'
import type { Query } from '../query/query.ts'
import type { Correction } from './vocabulary.ts'

/** `segments` are the text, with what was changed marked. */
export type SpellingSuggestion = { text: string; segments: Segment[] }

/** `isName`: written with a capital, as names and the words of a pasted title are. */
export type Doubtful = Span & { word: string; isName: boolean }

/** A name that is not in the library is rarely a slip for one that hardly is. */
const fewestForName = 50

/** The words that may be misspelt: those asked for in plain words, phrases and titles; no acronyms, no numbers. */
export function wordsToDoubt({ ast, text }: Query): Doubtful[] {
  return [...leaves(ast)]
    .filter(({ leaf, wanted }) => wanted && (leaf.kind !== 'field' || leaf.field === 'title'))
    .flatMap(({ leaf }) => (leaf.kind === 'field' ? leaf.values : [leaf]))
    .flatMap(({ start, end }) =>
      [...text.slice(start, end).matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu)].map(({ 0: written, index }) => ({
        written,
        start: start + index,
        end: start + index + written.length,
      })),
    )
    .filter(({ written }) => !isCommon(written) && !isAcronym(written))
    .map(({ written, ...place }) => ({
      word: wordsOf(written)[0] ?? written,
      isName: /^\p{Lu}/u.test(written),
      ...place,
    }))
}

/** The likeliest of the corrections of a word that come into question. */
export function chosen({ isName }: Doubtful, corrections: readonly Correction[]): Correction | undefined {
  return corrections.find(({ papers }) => !isName || papers >= fewestForName)
}

/** The query's text with some words replaced; undefined when nothing changes. */
export function replaced(text: string, changes: readonly (Span & { to: string })[]): SpellingSuggestion | undefined {
  if (changes.length === 0) return undefined
  const segments: Segment[] = []
  let at = 0
  for (const { start, end, to } of changes.toSorted((a, b) => a.start - b.start)) {
    if (start > at) segments.push({ text: text.slice(at, start) })
    segments.push({ text: inCaseOf(text.slice(start, end), to), hit: true })
    at = end
  }
  if (at < text.length) segments.push({ text: text.slice(at) })
  return { text: segments.map((segment) => segment.text).join(''), segments }
}

/** GPT, BERT, LoRA, dSprites: capitals after the first letter are a name that somebody made. */
function isAcronym(written: string): boolean {
  return /.\p{Lu}/u.test(written) && written !== written.toUpperCase() ? true : /^\p{Lu}{2,6}$/u.test(written)
}

function inCaseOf(written: string, word: string): string {
  if (written === written.toUpperCase()) return word.toUpperCase()
  return /^\p{Lu}/u.test(written) ? word[0]!.toUpperCase() + word.slice(1) : word
}
