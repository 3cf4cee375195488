/**
 * Identifiers of papers: read from text, names of schemes or addresses, and brought to one canonical form.
 * Sources: arXiv identifier scheme (info.arxiv.org/help/arxiv_identifier.html), DOI Handbook §2, ACL Anthology ids.
 * An arXiv id is a string, never a number: an id that lost its trailing zero is refused, not repaired.
 */
import type { Identifier, IdentifierScheme } from './record.ts'

export type ArxivId = { id: string; version?: number }

/** The arXiv id that `text` is (bare, with `arXiv:`, or an address of it), or undefined. */
export function parseArxivId(text: string): ArxivId | undefined {
  const bare = bareArxiv(text)
  return newStyle(bare) ?? oldStyle(bare)
}

/** Why a text that was meant as an arXiv id is refused, as a sentence; undefined when nothing is wrong with it. */
export function arxivIdProblem(text: string): string | undefined {
  const bare = bareArxiv(text)
  const match = /^(\d{2})(\d{2})\.(\d{1,6})(?:v\d+)?$/.exec(bare)
  if (!match || newStyle(bare)) return undefined
  const [, year = '', month = '', suffix = ''] = match
  if (Number(month) < 1 || Number(month) > 12) return `"${bare}" is not an arXiv id: there is no month ${month}.`
  if (`${year}${month}` < '0704') return `"${bare}" is not an arXiv id: ids of this form begin in April 2007.`
  const digits = suffixLength(`${year}${month}`)
  const why = suffix.length < digits ? ' A zero was probably lost when the id was read as a number.' : ''
  return `"${bare}" is not an arXiv id: in 20${year} they have ${digits} digits after the point, not ${suffix.length}.${why}`
}

/** The first arXiv id inside running text that is marked as one ("arXiv preprint arXiv:9901.00042 [stat.ME]"). */
export function findArxivId(text: string): ArxivId | undefined {
  for (const [, candidate = ''] of text.matchAll(
    /(?:arxiv:\s*|\babs\/|arxiv\.org\/\w+\/)([a-z.-]+\/\d{7}(?:v\d+)?|[\d.]+(?:v\d+)?)/gi,
  )) {
    const found = parseArxivId(candidate.replace(/\.$/, ''))
    if (found) return found
  }
  return undefined
}

/** The DOI that `text` is, canonical; a DOI given out by arXiv for a preprint becomes that preprint's arXiv id. */
export function parseDoi(text: string): Identifier | undefined {
  const bare = text
    .trim()
    .replace(/^(?:https?:\/\/)?(?:(?:dx|www)\.)?doi\.org\//i, '')
    .replace(/^(?:doi|info:doi\/)\s*:?\s*/i, '')
  const match = /^10\.\d{4,9}(?:\.\d+)*\/\S+$/.exec(decoded(bare))
  if (!match) return undefined
  const value = withoutTrailingPunctuation(match[0].toLowerCase())
  if (value.endsWith('/')) return undefined
  if (!value.startsWith('10.48550/arxiv.')) return { scheme: 'doi', value }
  const arxiv = parseArxivId(value.slice('10.48550/arxiv.'.length))
  return arxiv && { scheme: 'arxiv', value: arxiv.id }
}

/** The identifier an address names; undefined for an address of another kind. */
export function identifierFromUrl(address: string): Identifier | undefined {
  const url = parsedUrl(address)
  if (!url) return undefined
  const host = url.hostname.toLowerCase().replace(/^www\./, '')
  const site = sites.find(({ hosts }) => hosts.test(host))
  const found = site?.read(decoded(url.pathname), url.searchParams)
  if (found || site) return found
  const doi = /\/(?:doi|article|chapter|book)\/(?:(?:abs|full|pdf|epdf|pdfdirect|html)\/)?(10\.\d{4,9}\/.+)$/.exec(
    url.pathname,
  )
  return doi?.[1] ? parseDoi(doi[1].replace(/\.(?:pdf|html?)$/, '')) : undefined
}

/** What a person may type or paste: an arXiv id, a DOI, an address, or `scheme:value`. */
export function parsePaperId(text: string): Identifier | undefined {
  const trimmed = text.trim()
  const arxiv = parseArxivId(trimmed)
  if (arxiv) return { scheme: 'arxiv', value: arxiv.id }
  const doi = parseDoi(trimmed)
  if (doi) return doi
  const named = /^([a-z0-9]+):\s*(\S+)$/i.exec(trimmed)
  const scheme = named && schemeNames[named[1]!.toLowerCase()]
  if (scheme) return identifierOf(scheme, named[2]!)
  const isAddress = /^https?:\/\//i.test(trimmed) || /^[\w-]+(?:\.[\w-]+)+\/\S/.test(trimmed)
  if (isAddress) return identifierFromUrl(trimmed)
  return aclPattern.test(trimmed) ? identifierOf('acl', trimmed) : undefined
}

/** `value` as an identifier of a known scheme in canonical form, or undefined when it cannot be one. */
export function identifierOf(scheme: IdentifierScheme, value: string | number): Identifier | undefined {
  const text = String(value).trim()
  if (text === '') return undefined
  if (scheme === 'arxiv') {
    const arxiv = parseArxivId(text)
    return arxiv && { scheme, value: arxiv.id }
  }
  if (scheme === 'doi') return parseDoi(text)
  const canonical = canonicalValue[scheme](text)
  return canonical === undefined ? undefined : { scheme, value: canonical }
}

export function sameIdentifier(a: Identifier, b: Identifier): boolean {
  return a.scheme === b.scheme && a.value === b.value
}

/** The same identifiers in the same order, each once. */
export function distinctIdentifiers(identifiers: readonly (Identifier | undefined)[]): Identifier[] {
  const seen = new Map<string, Identifier>()
  for (const each of identifiers) if (each) seen.set(`${each.scheme}:${each.value}`, each)
  return [...seen.values()]
}

const arxivHosts = /^(?:https?:\/\/)?(?:[\w-]+\.)*(?:arxiv\.org|ar5iv\.org|alphaxiv\.org|xxx\.lanl\.gov)\//i

function bareArxiv(text: string): string {
  let bare = text.trim()
  if (arxivHosts.test(bare)) {
    bare = decoded(bare.replace(arxivHosts, '').replace(/[?#].*$/, ''))
    bare = bare.replace(/^(?:abs|pdf|html|format|ps|e-print|src|tb|overview)\//i, '').replace(/\/$/, '')
  }
  return bare.replace(/^(?:oai:arxiv\.org:|(?:arxiv\s*:\s*)+)/i, '').replace(/\.pdf$/i, '')
}

function newStyle(bare: string): ArxivId | undefined {
  const match = /^((\d{2}(?:0[1-9]|1[0-2]))\.(\d{4,5}))(?:v([1-9]\d{0,3}))?$/i.exec(bare)
  if (!match) return undefined
  const [, id = '', yearMonth = '', suffix = '', version] = match
  if (yearMonth < '0704' || suffix.length !== suffixLength(yearMonth)) return undefined
  return version ? { id, version: Number(version) } : { id }
}

/** Four digits until December 2014, five since. */
function suffixLength(yearMonth: string): 4 | 5 {
  return yearMonth < '1501' ? 4 : 5
}

const archives = new Set(
  `acc-phys adap-org alg-geom ao-sci astro-ph atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas cond-mat cs dg-ga
  funct-an gr-qc hep-ex hep-lat hep-ph hep-th math math-ph mtrl-th nlin nucl-ex nucl-th patt-sol physics plasm-ph
  q-alg q-bio quant-ph solv-int supr-con`.split(/\s+/),
)

function oldStyle(bare: string): ArxivId | undefined {
  const match = /^([a-z-]+)(?:\.[a-z-]+)?\/((?:9[1-9]|0[0-7])(?:0[1-9]|1[0-2])\d{3})(?:v([1-9]\d{0,3}))?$/i.exec(bare)
  const archive = match?.[1]?.toLowerCase()
  if (!match || !archive || !archives.has(archive)) return undefined
  const id = `${archive}/${match[2]}`
  return match[3] ? { id, version: Number(match[3]) } : { id }
}

function decoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Full stops, quotes and closing brackets that belong to the sentence around a DOI. */
function withoutTrailingPunctuation(doi: string): string {
  let value = doi
  while (/[.,;:"'”’>\]})]$/.test(value) && !endsWithItsOwnBracket(value)) value = value.slice(0, -1)
  return value
}

function endsWithItsOwnBracket(value: string): boolean {
  const pairs: Record<string, string> = { ')': '(', ']': '[', '>': '<', '}': '{' }
  const close = value.at(-1)!
  const open = pairs[close]
  return open !== undefined && value.split(open).length >= value.split(close).length
}

function parsedUrl(address: string): URL | undefined {
  const trimmed = address.trim()
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`
  const url = URL.canParse(full) ? new URL(full) : undefined
  return url && /^https?:$/.test(url.protocol) ? url : undefined
}

const aclPattern = /^(?:\d{4}\.[a-z0-9_]+-[a-z0-9_]+\.\d+|[A-Z]\d{2}-\d{4,5})$/i

const canonicalValue: Record<Exclude<IdentifierScheme, 'arxiv' | 'doi'>, (text: string) => string | undefined> = {
  openreview: (text) => (/^[\w-]{3,40}$/.test(text) ? text : undefined),
  acl: (text) => (aclPattern.test(text) ? (/^\d/.test(text) ? text.toLowerCase() : text.toUpperCase()) : undefined),
  s2: (text) => (/^[0-9a-f]{40}$/i.test(text) ? text.toLowerCase() : undefined),
  corpus: digits,
  openalex: (text) =>
    /^(?:https?:\/\/(?:api\.)?openalex\.org\/(?:works\/)?)?(w\d{1,15})$/i.exec(text)?.[1]?.toUpperCase(),
  dblp: (text) =>
    /^(?:conf|journals|phd|books|series|reference|tr|homepages)(?:\/[\w.+-]+)+$/.test(text) ? text : undefined,
  mag: digits,
  pmid: (text) => digits(text.replace(/^https?:\/\/pubmed\.ncbi\.nlm\.nih\.gov\/|\/$/g, '')),
  pmcid: (text) => {
    const number = /(?:^|\/)(?:PMC)?(\d{1,15})\/?$/i.exec(text)?.[1]
    return number && `PMC${Number(number)}`
  },
}

function digits(text: string): string | undefined {
  return /^\d{1,15}$/.test(text) ? String(Number(text)) : undefined
}

const schemeNames: Record<string, IdentifierScheme> = {
  openreview: 'openreview',
  acl: 'acl',
  s2: 's2',
  corpus: 'corpus',
  corpusid: 'corpus',
  openalex: 'openalex',
  dblp: 'dblp',
  mag: 'mag',
  pmid: 'pmid',
  pubmed: 'pmid',
  pmcid: 'pmcid',
  pmc: 'pmcid',
}

type Site = { hosts: RegExp; read(path: string, query: URLSearchParams): Identifier | undefined }

const from = (scheme: IdentifierScheme, value: string | null | undefined) =>
  value ? identifierOf(scheme, value) : undefined

const sites: Site[] = [
  { hosts: /(?:^|\.)(?:arxiv|ar5iv|alphaxiv)\.org$/, read: (path) => from('arxiv', `arxiv.org${path}`) },
  {
    hosts: /^(?:huggingface\.co|hf\.co)$/,
    read: (path) => from('arxiv', /^\/papers\/([^/]+?)(?:\.md)?\/?$/.exec(path)?.[1]),
  },
  { hosts: /^(?:dx\.)?doi\.org$/, read: (path) => from('doi', path.slice(1)) },
  {
    hosts: /^openreview\.net$/,
    read: (path, query) => (/^\/(?:forum|pdf)\/?$/.test(path) ? from('openreview', query.get('id')) : undefined),
  },
  { hosts: /^(?:aclanthology\.(?:org|info)|aclweb\.org)$/, read: (path) => from('acl', aclId(path)) },
  { hosts: /(?:^|\.)semanticscholar\.org$/, read: semanticScholar },
  { hosts: /^(?:api\.|explore\.)?openalex\.org$/, read: (path) => from('openalex', /\/(w\d+)\/?$/i.exec(path)?.[1]) },
  { hosts: /^pubmed\.ncbi\.nlm\.nih\.gov$/, read: (path) => from('pmid', /^\/(\d+)/.exec(path)?.[1]) },
  { hosts: /^(?:pmc\.)?ncbi\.nlm\.nih\.gov$/, read: ncbi },
  { hosts: /^europepmc\.org$/, read: ncbi },
  {
    hosts: /^dblp\.(?:org|uni-trier\.de)$/,
    read: (path) => from('dblp', /^\/rec\/(?:html\/|bibtex\/)?(.+?)(?:\.(?:html|bib|xml|rdf))?$/.exec(path)?.[1]),
  },
]

function aclId(path: string): string | undefined {
  const last = path
    .replace(/\/$/, '')
    .split('/')
    .at(-1)
    ?.replace(/\.(?:pdf|bib|xml|endf)$/i, '')
    .replace(/v\d+$/, '')
  return last && aclPattern.test(last) ? last : undefined
}

function semanticScholar(path: string): Identifier | undefined {
  const corpus = /\/corpusid:(\d+)\/?$/i.exec(path)
  return corpus ? from('corpus', corpus[1]) : from('s2', /\/([0-9a-f]{40})(?:\/|$)/i.exec(path)?.[1])
}

function ncbi(path: string): Identifier | undefined {
  const central = /\/(PMC\d+)/i.exec(path)
  return central ? from('pmcid', central[1]) : from('pmid', /\/(?:pubmed|med)\/(\d+)/i.exec(path)?.[1])
}
