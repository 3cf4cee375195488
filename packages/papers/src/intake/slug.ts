/** Path segments made of names and titles: readable, stable, the same for the same folded text. */
import { createHash } from 'node:crypto'

const longest = 80

/**
 * Lower-case letters and digits of any script joined by hyphens; accents dropped ("Bernhard Schölkopf" and
 * "Bernhard Scholkopf" are one). Text without any letter or digit becomes a short hash, never ''.
 */
export function slugOf(text: string): string {
  const words = fold(text).match(/[\p{L}\p{N}]+/gu)
  if (!words) return `x-${shortHash(text)}`
  const slug = words.join('-')
  if (slug.length <= longest) return slug
  const cut = slug.slice(0, longest - 9)
  return `${cut.slice(0, Math.max(cut.lastIndexOf('-'), longest / 2)).toWellFormed()}-${shortHash(slug)}`
}

/** A title's slug is for reading, not for identity: it is simply cut at a word. */
export function titleSlug(title: string): string {
  const words = fold(title).match(/[\p{L}\p{N}]+/gu) ?? [`x-${shortHash(title)}`]
  let slug = words[0]!.slice(0, longest).toWellFormed()
  for (const word of words.slice(1)) {
    if (slug.length + 1 + word.length > longest) break
    slug += `-${word}`
  }
  return slug
}

/** The folded words of a name: what slugs are made of. */
export function wordsOf(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? []
}

const ascii = /^[\x20-\x7e]*$/

function fold(text: string): string {
  return ascii.test(text)
    ? text.toLowerCase()
    : text
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '')
        .toLowerCase()
        .normalize('NFC')
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
