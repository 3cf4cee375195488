/** The forms in which one paper is served from one address: by suffix, or by the Accept header. */
export type PaperFormat = 'html' | 'md' | 'json' | 'bib' | 'ris' | 'csl'

type FormatFacts = { suffix: string; type: string; label: string }

/** In the order in which they win when a client likes several equally. */
export const FORMATS: Record<PaperFormat, FormatFacts> = {
  html: { suffix: '', type: 'text/html', label: 'Page' },
  md: { suffix: '.md', type: 'text/markdown', label: 'Markdown' },
  csl: { suffix: '.csl.json', type: 'application/vnd.citationstyles.csl+json', label: 'CSL-JSON' },
  json: { suffix: '.json', type: 'application/json', label: 'JSON' },
  bib: { suffix: '.bib', type: 'application/x-bibtex', label: 'BibTeX' },
  ris: { suffix: '.ris', type: 'application/x-research-info-systems', label: 'RIS' },
}

const names = Object.keys(FORMATS) as PaperFormat[]
export const otherFormats = names.filter((name) => name !== 'html')

/** `2207.01848v2.bib` → its reference and `bib`. Only the suffixes above count: identifiers contain dots themselves. */
export function splitSuffix(path: string): { ref: string; format: PaperFormat | undefined } {
  const format = otherFormats.find((name) => path.endsWith(FORMATS[name].suffix))
  return format ? { ref: path.slice(0, -FORMATS[format].suffix.length), format } : { ref: path, format: undefined }
}

/** The form that an Accept header asks for (RFC 9110 §12.5.1); the page where it has no preference among ours. */
export function negotiate(accept: string | null): PaperFormat {
  const wishes = (accept ?? '').split(',').map(parseWish)
  const qualities = names.map((name) => ({ name, quality: qualityOf(FORMATS[name].type, wishes) }))
  const best = Math.max(...qualities.map(({ quality }) => quality))
  return best > 0 ? qualities.find(({ quality }) => quality === best)!.name : 'html'
}

type Wish = { range: string; quality: number }

function parseWish(text: string): Wish {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  const quality = q === undefined ? 1 : Number(q)
  return { range, quality: Number.isFinite(quality) ? Math.min(Math.max(quality, 0), 1) : 0 }
}

/** The most exact range that covers the type decides. */
function qualityOf(type: string, wishes: Wish[]): number {
  const family = `${type.split('/')[0]}/*`
  for (const range of [type, family, '*/*']) {
    const wish = wishes.find((candidate) => candidate.range === range)
    if (wish) return wish.quality
  }
  return 0
}
