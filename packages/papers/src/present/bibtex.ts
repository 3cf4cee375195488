/**
 * One BibTeX entry, in UTF-8 as arXiv's own export writes it. citation-js reads what is written here (the tests do
 * that), but does not write it: its 0.8.2 drops every character outside its Latin table — a Chinese author becomes an
 * empty name — and has no eprint for arXiv. No value can end its own braces: a lone `}` is `\textbraceright{}`, because
 * BibTeX counts braces whether or not a backslash stands before them.
 */
import type { PaperPage } from '../library/views.ts'
import { type CslItem, toCsl } from './csl.ts'
import type { CslName } from './names.ts'
import { readTex } from './texText.ts'

export function bibtex(paper: PaperPage): string {
  const item = toCsl(paper)
  const [year, month] = item.issued?.['date-parts'][0] ?? []
  const fields: [string, string | undefined][] = [
    ['title', braced(titleTex(paper.title))],
    ['author', item.author.length > 0 ? braced(item.author.map(nameTex).join(' and ')) : undefined],
    [
      item.type === 'article-journal' ? 'journal' : 'booktitle',
      item['container-title'] && braced(escapeTex(item['container-title'])),
    ],
    ['year', year && braced(String(year))],
    ['month', month && months[month - 1]],
    ['eprint', paper.arxivId && braced(paper.arxivId)],
    ['archivePrefix', paper.arxivId && '{arXiv}'],
    ['primaryClass', primaryClass(paper)],
    ['doi', item.DOI && braced(verbatim(item.DOI))],
    ['url', item.URL && braced(verbatim(item.URL))],
  ].map(([name, value]) => [
    name as string,
    value === undefined || value === '' || value === 0 ? undefined : String(value),
  ])
  const lines = fields.filter(([, value]) => value !== undefined).map(([name, value]) => `  ${name} = ${value}`)
  return `@${entryType(item)}{${item.id},\n${lines.join(',\n')}\n}\n`
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

function entryType(item: CslItem): string {
  return { article: 'misc', 'paper-conference': 'inproceedings', 'article-journal': 'article' }[item.type]
}

/** The first arXiv category among the topics: sources list the primary one first. */
function primaryClass({ arxivId, topics }: PaperPage): string | undefined {
  const category = topics.find(({ name }) =>
    /^[a-z-]+\.[A-Z]{2}$|^(?:hep-(?:th|ph|ex|lat)|gr-qc|quant-ph|math-ph|nucl-(?:th|ex))$/.test(name),
  )
  return arxivId && category && braced(category.name)
}

/** Formulas stay formulas; of the words, those whose capitals a style must not lower get braces. */
function titleTex(title: string): string {
  const pieces = readTex(title)
  const sentenceCase = isSentenceCase(title)
  let begun = false
  const parts = pieces.map((piece) => {
    if (piece.kind === 'math') return isBalanced(piece.tex) ? `$${piece.tex.trim()}$` : escapeTex(piece.tex)
    if (piece.kind === 'link') return escapeTex(piece.url)
    if (piece.kind !== 'text') return ''
    return piece.text.replace(/[\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M}'’-]*|[^\p{L}\p{N}\p{M}]+/gu, (word) => {
      if (!/[\p{L}\p{N}]/u.test(word)) {
        if (/[:.?!]\s*$/.test(word)) begun = false
        return escapeTex(word)
      }
      const keep = keepsCapitals(word, begun && sentenceCase)
      begun = true
      return keep ? braced(escapeTex(word)) : escapeTex(word)
    })
  })
  return parts
    .join('')
    .replace(/[ \t\n\r]+/g, ' ')
    .trim()
}

const eponyms =
  /^(?:Bayes|Markov|Gauss|Granger|Shapley|Fourier|Hilbert|Wasserstein|Bernoulli|Poisson|Kalman|Monte|Carlo|Gibbs|Nash|Turing|Pearl|Simpson|Euler|Lagrange|Langevin|Lipschitz|Riemann|Euclid|Boltzmann|Hopfield|Bellman|Dirichlet|Newton|Jacobi|Hessian|Lyapunov|Schrödinger|Stein|Fisher|Finetti|English|Chinese|German|French)/

function keepsCapitals(word: string, isProperNoun: boolean): boolean {
  return (
    /.\p{Lu}/u.test(word) ||
    eponyms.test(word) ||
    (/^\p{Lu}/u.test(word) && (isProperNoun || (word.length === 1 && word !== 'A')))
  )
}

/** Most longer words after the first are small: a capital then marks a name. */
function isSentenceCase(title: string): boolean {
  const words = title
    .split(/\s+/)
    .slice(1)
    .filter((word) => /^\p{L}{4,}/u.test(word))
  return words.filter((word) => /^\p{Lu}/u.test(word)).length * 2 < words.length
}

function isBalanced(tex: string): boolean {
  let depth = 0
  for (const character of tex) {
    if (character === '{') depth++
    if (character === '}') depth--
    if (depth < 0 || character === '$') return false
  }
  return depth === 0
}

function nameTex({ family, given, suffix, literal, 'non-dropping-particle': particle }: CslName): string {
  if (literal !== undefined) return braced(escapeTex(literal))
  const last = [particle, family].filter(Boolean).join(' ')
  const parts = [last, suffix, given]
    .filter((part) => part !== undefined)
    .map((part) => {
      return /\sand\s|,/i.test(part) ? braced(escapeTex(part)) : escapeTex(part)
    })
  return parts.length === 1 ? braced(parts[0]!) : parts.join(', ')
}

function escapeTex(text: string): string {
  return text.replace(/[\\{}$&%#_~^]/g, (character) => named[character] ?? `\\${character}`)
}

const named: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
}

/** Addresses are read as they stand; what could end the value is percent-encoded. */
function verbatim(text: string): string {
  return text.replace(/[{}\\\s]/g, (character) => encodeURIComponent(character))
}

function braced(text: string): string {
  return `{${text}}`
}
