/** Words as the ranking counts them: folded stems in their order, '' where a common word stands. */
import { isCommon } from '../highlight.ts'
import { stemOf } from '../stem.ts'

const word = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu
/** Scripts that put no blanks between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

/** Stems of words met before; a text's words are few and frequent. Emptied when it is full. */
const stems = new Map<string, string>()
const mostRemembered = 200_000

export function termsOf(text: string): string[] {
  const terms: string[] = []
  for (const run of text.match(word) ?? []) {
    if (isAscii(run) || !unspaced.test(run)) terms.push(termOf(run))
    else for (const { segment, isWordLike } of segmenter.segment(run)) if (isWordLike) terms.push(termOf(segment))
  }
  return terms
}

function termOf(run: string): string {
  const known = stems.get(run)
  if (known !== undefined) return known
  const term = isCommon(run) ? '' : stemOf(run)
  if (stems.size >= mostRemembered) stems.clear()
  stems.set(run, term)
  return term
}

function isAscii(run: string): boolean {
  for (let at = 0; at < run.length; at++) if (run.charCodeAt(at) > 127) return false
  return true
}
