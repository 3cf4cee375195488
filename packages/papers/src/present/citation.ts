/** A paper in the formats of reference managers. */
import type { PaperPage } from '../library/views.ts'
import { bibtex } from './bibtex.ts'
import { type CslItem, toCsl } from './csl.ts'
import type { CslName } from './names.ts'

export type CitationFormat = 'bibtex' | 'ris' | 'csl'

/** What a reply in each format is called and where it is saved. */
export const citationFormats: Record<CitationFormat, { mediaType: string; extension: string; label: string }> = {
  bibtex: { mediaType: 'application/x-bibtex', extension: 'bib', label: 'BibTeX' },
  ris: { mediaType: 'application/x-research-info-systems', extension: 'ris', label: 'RIS' },
  csl: { mediaType: 'application/vnd.citationstyles.csl+json', extension: 'csl.json', label: 'CSL-JSON' },
}

export function cite(paper: PaperPage, format: CitationFormat): string {
  if (format === 'bibtex') return bibtex(paper)
  return format === 'ris' ? ris(toCsl(paper)) : `${JSON.stringify([toCsl(paper)], null, 2)}\n`
}

const risTypes = { article: 'UNPB', 'paper-conference': 'CONF', 'article-journal': 'JOUR' }

/**
 * One tag a line, values unfolded: citation-js 0.8.2 folds at 70 characters inside words, and readers (its own too)
 * put a blank where the fold was. No value holds a line break, so none can begin a tag.
 */
function ris(item: CslItem): string {
  const date = item.issued?.['date-parts'][0]
  const lines: [string, string | undefined][] = [
    ['TY', risTypes[item.type]],
    ['ID', item.id],
    ['TI', item.title],
    ...item.author.map((name): [string, string] => ['AU', risName(name)]),
    ['PY', date && String(date[0])],
    ['DA', date && [date[0], twoDigits(date[1]), twoDigits(date[2])].join('/')],
    ['T2', item['container-title']],
    ['AB', item.abstract],
    ...(item.keyword?.split(', ') ?? []).map((word): [string, string] => ['KW', word]),
    ['AN', item.number],
    ['DO', item.DOI],
    ['UR', item.URL],
    ['PB', item.publisher],
  ]
  const written = lines.filter(([, value]) => value).map(([tag, value]) => `${tag}  - ${value!.replace(/\s+/g, ' ')}`)
  return `${written.join('\n')}\nER  - \n`
}

function risName({ family, given, suffix, literal, 'non-dropping-particle': particle }: CslName): string {
  const last = [particle, family].filter(Boolean).join(' ')
  return literal ?? [last, given, suffix].filter(Boolean).join(', ')
}

function twoDigits(part: number | undefined): string {
  return part === undefined ? '' : String(part).padStart(2, '0')
}
