/** Path segments made of names and titles: readable, stable, the same for the same folded text. */
import { createHash } from 'node:crypto'

const longest = 80

/**
 * Lower-case letters and digits of any script joined by hyphens; accents dropped ("Bernhard Schölkopf" and
 * "Bernhard Scholkopf" are one). Text without any letter or digit becomes a short hash, never ''.
 */
export function slugOf(text: string): string {
  const words = wordsOf(text)
  if (words.length === 0) return `x-${shortHash(text)}`
  const slug = words.join('-')
  if (slug.length <= longest) return slug
  const hyphen = slug.lastIndexOf('-', longest - 9)
  return `${cutAt(slug, Math.max(hyphen, longest / 2)).replace(/-$/, '')}-${shortHash(slug)}`
}

/** A title's slug is for reading, not for identity: it is simply cut at a word. */
export function titleSlug(title: string): string {
  const [first = `x-${shortHash(title)}`, ...rest] = wordsOf(title)
  let slug = cutAt(first, longest)
  for (const word of rest) {
    if (slug.length + 1 + word.length > longest) break
    slug += `-${word}`
  }
  return slug
}

/** The folded words of a name: what slugs are made of. C++ and C# are not C: `cpp`, `csharp`. */
export function wordsOf(text: string): string[] {
  const named = text.replace(letterLanguage, (_, letter, sign) => letter + (sign === '#' ? 'sharp' : 'pp'))
  return fold(named).match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? []
}

const letterLanguage = /(?<![\p{L}\p{N}\p{M}])([A-Za-z])(\+\+|#)(?!\p{L})/gu

/** The first `length` units, less half a character at the end. */
function cutAt(text: string, length: number): string {
  const cut = text.slice(0, length)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}

/**
 * Marks that may be left out: accents, Hebrew and Arabic points, selectors of a glyph. The vowel signs of Indic scripts
 * and the voicing of kana (ハ, バ) are marks too, and make another word.
 */
const optionalMarks = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\p{Me}\p{Variation_Selector}]+/gu
const ascii = /^[\x20-\x7e]*$/

function fold(text: string): string {
  return ascii.test(text)
    ? text.toLowerCase()
    : text.normalize('NFKD').replace(optionalMarks, '').toLowerCase().normalize('NFC')
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
