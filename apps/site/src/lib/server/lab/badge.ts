/** A claim's mark as a small picture for other people's pages: always the latest verdict. */
import { type ClaimState, stateWords } from '#lib/claims/claim.ts'

const colours: Record<ClaimState, string> = {
  holds: '#1b5e3b',
  refuted: '#9a1b1e',
  inconclusive: '#7a5200',
  unmeasured: '#5b564c',
}

/** Widths are estimated: a picture cannot ask for the font, so the text is fitted to them (`textLength`). */
export function badge(label: string, state: ClaimState, isStale: boolean): string {
  const said = `${stateWords[state]}${isStale ? ', stale' : ''}`
  const [left, right] = [label, said].map((text) => Math.round(text.length * 6.4) + 14) as [number, number]
  const text = (at: number, width: number, content: string) =>
    `<text x="${at}" y="14" textLength="${width - 14}" lengthAdjust="spacingAndGlyphs">${escaped(content)}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${escaped(`${label}: ${said}`)}">`,
    `<title>${escaped(`${label}: ${said}`)}</title>`,
    `<rect width="${left}" height="20" fill="#1c1a17"/><rect x="${left}" width="${right}" height="20" fill="${colours[state]}"/>`,
    `<g fill="#fbf9f4" font-family="Verdana, DejaVu Sans, sans-serif" font-size="11">${text(7, left, label)}${text(left + 7, right, said)}</g>`,
    '</svg>',
  ].join('')
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]!)
