/** A paper as CSL-JSON, the common ground of reference managers; BibTeX and RIS are written from it. */
import type { PaperPage } from '../library/views.ts'
import { type DateParts, dateParts } from './describe.ts'
import { type CslName, cslName } from './names.ts'
import { plainText } from './typeset.ts'

export type CslItem = {
  id: string
  type: 'article' | 'paper-conference' | 'article-journal'
  title: string
  author: CslName[]
  issued?: { 'date-parts': [number[]] }
  'container-title'?: string
  publisher?: string
  number?: string
  version?: string
  DOI?: string
  URL?: string
  abstract?: string
  keyword?: string
}

export function toCsl(paper: PaperPage): CslItem {
  const issued = issuedDate(paper)
  const published = venueType(paper)
  return defined({
    id: citationKey(paper),
    type: published ?? 'article',
    title: plainText(paper.title),
    author: paper.authors.map((author) => cslName(author.name)),
    issued: issued && { 'date-parts': [issued] },
    'container-title': published && plainText(paper.venue!),
    publisher: !published && paper.arxivId ? 'arXiv' : undefined,
    number: paper.arxivId && `arXiv:${paper.arxivId}`,
    DOI: paper.doi ?? (paper.arxivId && `10.48550/arXiv.${paper.arxivId}`),
    URL: paperUrl(paper),
    abstract: paper.abstract && plainText(paper.abstract),
    keyword: paper.topics.map((topic) => topic.name).join(', ') || undefined,
  })
}

/**
 * Where the paper appeared. A venue that is only the preprint server is none, nor one that is only intended
 * ("Submitted to …").
 */
function venueType({ venue }: PaperPage): 'paper-conference' | 'article-journal' | undefined {
  if (
    !venue ||
    /^(?:arxiv|corr|preprint|openreview|biorxiv|medrxiv|ssrn)\b|\b(?:submitted|under review|preprint)\b/i.test(venue)
  )
    return undefined
  return /\b(?:journal|transactions|trans|letters|review|reviews|magazine|annals|nature|science|tmlr|jmlr|pnas|plos|tacl|frontiers)\b/i.test(
    venue,
  )
    ? 'article-journal'
    : 'paper-conference'
}

/**
 * Year, month, day as far as they are known: of the publication where there is a venue, else of the preprint; of all
 * dates in that year the most exact. An arXiv id tells its month when nothing else does.
 */
export function issuedDate(paper: PaperPage): number[] | undefined {
  const { submitted, announced, published, updated, listed } = paper.dates
  const preprint = [submitted, announced, arxivMonth(paper.arxivId)]
  const publication = [published, paper.year === undefined ? undefined : String(paper.year)]
  const order = venueType(paper) ? [...publication, ...preprint] : [...preprint, ...publication]
  const known = [...order, updated, listed]
    .map((date) => date && dateParts(date))
    .filter((date) => date !== undefined && date !== '')
  const sameYear = known.filter(({ year }) => year === known[0]?.year)
  const best = sameYear.toSorted((a, b) => exactness(b) - exactness(a))[0]
  return best && [best.year, best.month, best.day].filter((part) => part !== undefined)
}

function exactness({ month, day }: DateParts): number {
  return day ? 2 : month ? 1 : 0
}

function arxivMonth(id = ''): string | undefined {
  const [, year, month] = /^(?:[a-z-]+\/)?(\d{2})(\d{2})/.exec(id) ?? []
  return year && `${Number(year) > 90 ? 19 : 20}${year}-${month}`
}

/** The arXiv page, the DOI or the first link, in this order: an address that stays. */
export function paperUrl(paper: PaperPage): string | undefined {
  if (paper.arxivId) return `https://arxiv.org/abs/${paper.arxivId}`
  if (paper.doi) return `https://doi.org/${paper.doi}`
  return (paper.links.find(({ kind }) => kind === 'abstract' || kind === 'publisher') ?? paper.links[0])?.url
}

/** `zhou2023towards`: family name, year, first word of the title that says something, in ASCII letters. */
export function citationKey(paper: PaperPage): string {
  const first = paper.authors[0] && cslName(paper.authors[0].name)
  const family = ascii((first?.family ?? first?.literal ?? '').split(' ')[0]!) || 'anonymous'
  const words = plainText(paper.title)
    .split(/[^\p{L}\p{N}\p{M}'’]+/u)
    .map(ascii)
  const word = words.find((each) => each.length > 0 && !emptyWords.has(each)) ?? ''
  const key = `${family}${issuedDate(paper)?.[0] ?? ''}${word}`
  return key === 'anonymous' ? `paper${paper.id}` : key
}

const emptyWords = new Set(
  'a an the of on in at to for from with by and or is are do does can how what why when which'.split(' '),
)

function ascii(word: string): string {
  const letters: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' }
  const folded = word
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[ßæœøłđðþı]/g, (letter) => letters[letter]!)
  return folded.replace(/[^a-z0-9]/g, '')
}

function defined<Item extends object>(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) as Item
}
