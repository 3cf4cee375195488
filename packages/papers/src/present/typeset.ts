/**
 * Titles and abstracts for people: as safe HTML with mathematics set, and as plain text for feeds, tags and citations.
 * Every character of the source is escaped here; the only elements that come out are `a`, `em`, `strong`,
 * `code` and MathML. Texts of any length take linear time: past `longestText` characters they are cut with "…".
 */
import { escapeHtml } from './escape.ts'
import { mathHtml, mathPlain } from './mathematics.ts'
import { remember } from './remember.ts'
import type { Piece } from './texReading.ts'
import { readTex } from './texText.ts'

/** Twenty times the longest abstract arXiv takes. */
export const longestText = 40_000
/** Formulas set in one text; the others are shown as their source. */
const mostFormulas = 400

/** Safe HTML of a title or abstract, to stand inside one element. */
export const typeset: (text: string) => string = remember((text) => {
  let formulas = 0
  return pieces(text)
    .map((piece) => (piece.kind === 'math' && ++formulas > mostFormulas ? sourceOf(piece.tex) : html(piece)))
    .join('')
})

/** The same without markup: one line of text as a reader would say it. */
export const plainText: (text: string) => string = remember((text) => {
  return pieces(text)
    .map(plain)
    .join('')
    .replace(/[ \t\n\r]+/g, ' ')
    .trim()
})

function pieces(text: string): Piece[] {
  return readTex(text.length > longestText ? `${text.slice(0, longestText).toWellFormed()}…` : text)
}

function html(piece: Piece): string {
  switch (piece.kind) {
    case 'text':
      return escapeHtml(piece.text)
    case 'math':
      return mathHtml(piece.tex, piece.display)
    case 'link':
      return `${anchor(piece.url)}${escapeHtml(shortAddress(piece.url))}</a>`
    case 'open':
      return piece.style === 'a' ? anchor(piece.url ?? '') : `<${piece.style}>`
    case 'close':
      return `</${piece.style}>`
  }
}

function plain(piece: Piece): string {
  if (piece.kind === 'text') return piece.text
  if (piece.kind === 'math') return mathPlain(piece.tex)
  return piece.kind === 'link' ? piece.url : ''
}

function sourceOf(tex: string): string {
  return `<code class="tex">${escapeHtml(tex.trim())}</code>`
}

function anchor(url: string): string {
  return `<a href="${escapeHtml(url)}" rel="nofollow noopener">`
}

/** `https://www.example.org/a/` → `example.org/a`; of a long address the beginning and the end. */
function shortAddress(url: string): string {
  const bare = url.replace(/^https?:\/\/(?:www\.)?/i, '').replace(/\/$/, '')
  return bare.length <= 48 ? bare : `${bare.slice(0, 30).toWellFormed()}…${bare.slice(-14).toWellFormed()}`
}
