import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  arxivIdProblem,
  distinctIdentifiers,
  findArxivId,
  identifierFromUrl,
  identifierOf,
  parseArxivId,
  parseDoi,
  parsePaperId,
  sameIdentifier,
} from './identifiers.ts'

const two = (n: number) => String(n).padStart(2, '0')
const newStyle = fc
  .tuple(fc.integer({ min: 7, max: 99 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 9999 }))
  .filter(([year, month]) => year > 7 || month >= 4)
  .map(([year, month, number]) => `${two(year)}${two(month)}.${String(number).padStart(year >= 15 ? 5 : 4, '0')}`)
const oldStyle = fc
  .tuple(
    fc.constantFrom('hep-th', 'math', 'cs', 'astro-ph', 'q-alg'),
    fc.integer({ min: 92, max: 99 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 999 }),
  )
  .map(([archive, year, month, number]) => `${archive}/${year}${two(month)}${String(number).padStart(3, '0')}`)
const arxivId = fc.oneof(newStyle, oldStyle)

describe('arXiv ids', () => {
  test('property: every way of writing an id gives the same id', () => {
    const spellings = [
      (id: string) => id,
      (id: string) => `arXiv:${id}`,
      (id: string) => ` arxiv: ${id} `,
      (id: string) => `https://arxiv.org/abs/${id}`,
      (id: string) => `http://www.arxiv.org/pdf/${id}.pdf`,
      (id: string) => `arxiv.org/html/${id}?x=1#y`,
      (id: string) => `oai:arXiv.org:${id}`,
      (id: string) => `https://export.arxiv.org/abs/${id}/`,
    ]
    fc.assert(
      fc.property(
        arxivId,
        fc.constantFrom(...spellings),
        fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined }),
        (id, spell, version) => {
          expect(parseArxivId(spell(version ? `${id}v${version}` : id))).toEqual(version ? { id, version } : { id })
        },
      ),
    )
  })

  test('known answers: the suffix has four digits until 2014 and five since', () => {
    expect(parseArxivId('1412.0001')).toEqual({ id: '1412.0001' })
    expect(parseArxivId('1501.00001')).toEqual({ id: '1501.00001' })
    for (const wrong of [
      '1412.00001',
      '1501.0001',
      '0703.0001',
      '2513.00001',
      '2500.00001',
      '9901.000042',
      '2503.0213',
      '3.14',
      '',
      'swan/9901001',
      'hep-th/9913001',
    ]) {
      expect(parseArxivId(wrong), wrong).toBeUndefined()
    }
  })

  test('an id that lost its trailing zero is refused, and the sentence says why', () => {
    expect(arxivIdProblem('2503.0213')).toMatch(/"2503\.0213".*5 digits.*not 4.*zero was probably lost/)
    expect(arxivIdProblem('2503.02130')).toBeUndefined()
    expect(arxivIdProblem('a swan')).toBeUndefined()
    expect(arxivIdProblem('2513.00001')).toContain('no month 13')
  })

  test('two archives with one number stay two, and subject classes are dropped', () => {
    expect(parseArxivId('hep-th/9901001v2')).toEqual({ id: 'hep-th/9901001', version: 2 })
    expect(parseArxivId('math.CA/9901001')).toEqual({ id: 'math/9901001' })
  })

  test('finds a marked id in running text and leaves bare numbers alone', () => {
    expect(findArxivId('arXiv preprint arXiv:9901.00042v3 [stat.ME].')).toEqual({ id: '9901.00042', version: 3 })
    expect(findArxivId('CoRR abs/hep-th/9901001.')).toEqual({ id: 'hep-th/9901001' })
    expect(findArxivId('The ratio is 1501.00001 to one')).toBeUndefined()
  })
})

describe('DOIs', () => {
  test('resolver, prefix, case and trailing punctuation are dropped; brackets of its own stay', () => {
    for (const text of [
      '10.9999/Swan.1',
      'doi:10.9999/SWAN.1',
      'DOI: 10.9999/swan.1.',
      'https://doi.org/10.9999/swan.1',
      'http://dx.doi.org/10.9999/swan.1),',
      'https://doi.org/10.9999%2Fswan.1',
    ]) {
      expect(parseDoi(text), text).toEqual({ scheme: 'doi', value: '10.9999/swan.1' })
    }
    expect(parseDoi('10.9999/s0(99)42-1')).toEqual({ scheme: 'doi', value: '10.9999/s0(99)42-1' })
    expect(parseDoi('10.9999/s0(99)')).toEqual({ scheme: 'doi', value: '10.9999/s0(99)' })
    for (const wrong of ['', '10.9999', '10.9/x', 'swan', '10.9999/ swan', '11.9999/x', '10.9999/.'])
      expect(parseDoi(wrong), wrong).toBeUndefined()
  })

  test('the DOI of an arXiv preprint is its arXiv id, and nothing when that id is wrong', () => {
    expect(parseDoi('10.48550/arXiv.9901.00042')).toEqual({ scheme: 'arxiv', value: '9901.00042' })
    expect(parseDoi('10.48550/arXiv.2503.0213')).toBeUndefined()
  })
})

test('addresses of the sites papers live on give their identifiers', () => {
  const hex = '00000000000000000000000000000000000000aa'
  const known: [string, string, string][] = [
    ['https://arxiv.org/abs/9901.00042v2', 'arxiv', '9901.00042'],
    ['https://huggingface.co/papers/9901.00042', 'arxiv', '9901.00042'],
    ['https://www.alphaxiv.org/abs/9901.00042', 'arxiv', '9901.00042'],
    ['https://doi.org/10.9999/Swan.1', 'doi', '10.9999/swan.1'],
    ['https://dl.acm.org/doi/abs/10.9999/12.34', 'doi', '10.9999/12.34'],
    ['https://link.springer.com/article/10.9999/s1-2', 'doi', '10.9999/s1-2'],
    ['https://openreview.net/forum?id=aB3cD_4-', 'openreview', 'aB3cD_4-'],
    ['https://openreview.net/pdf?id=aB3cD4', 'openreview', 'aB3cD4'],
    ['https://aclanthology.org/2099.swan-main.7/', 'acl', '2099.swan-main.7'],
    ['https://aclanthology.org/2099.swan-main.7.pdf', 'acl', '2099.swan-main.7'],
    ['https://www.aclweb.org/anthology/p19-1001v2.pdf', 'acl', 'P19-1001'],
    [`https://www.semanticscholar.org/paper/Counting-Swans/${hex}`, 's2', hex],
    ['https://api.semanticscholar.org/CorpusID:42', 'corpus', '42'],
    ['https://openalex.org/works/w7', 'openalex', 'W7'],
    ['https://pubmed.ncbi.nlm.nih.gov/77/', 'pmid', '77'],
    ['https://www.ncbi.nlm.nih.gov/pmc/articles/PMC99/', 'pmcid', 'PMC99'],
    ['https://dblp.org/rec/conf/swan/Quill99.html', 'dblp', 'conf/swan/Quill99'],
  ]
  for (const [url, scheme, value] of known) expect(identifierFromUrl(url), url).toEqual({ scheme, value })
  for (const url of [
    '',
    'not an address',
    'https://example.org/abs/9901.00042',
    'https://openreview.net/group?id=Swan',
    'https://arxiv.org/list/cs.AI/new',
    'javascript:alert(1)',
    'https://github.com/a/b',
  ]) {
    expect(identifierFromUrl(url), url).toBeUndefined()
  }
})

test('what a person types is an id, a DOI, an address or scheme:value', () => {
  expect(parsePaperId(' 9901.00042v2 ')).toEqual({ scheme: 'arxiv', value: '9901.00042' })
  expect(parsePaperId('doi:10.9999/Swan')).toEqual({ scheme: 'doi', value: '10.9999/swan' })
  expect(parsePaperId('arxiv.org/abs/hep-th/9901001')).toEqual({ scheme: 'arxiv', value: 'hep-th/9901001' })
  expect(parsePaperId('CorpusId:42')).toEqual({ scheme: 'corpus', value: '42' })
  expect(parsePaperId('2099.swan-main.7')).toEqual({ scheme: 'acl', value: '2099.swan-main.7' })
  for (const wrong of ['', 'swans', '42', 'http:', 'mag:swan', '../../etc/passwd'])
    expect(parsePaperId(wrong), wrong).toBeUndefined()
})

test('property: what is parsed is canonical, so parsing it again changes nothing', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        arxivId,
        fc.webUrl(),
        fc.string(),
        fc.string().map((s) => `10.9999/${s}`),
      ),
      (text) => {
        const found = parsePaperId(text)
        if (found) expect(identifierOf(found.scheme, found.value)).toEqual(found)
      },
    ),
  )
})

test('identifiers are equal by scheme and value, and lists keep each once in order', () => {
  const a = { scheme: 'arxiv', value: '9901.00042' } as const
  const b = { scheme: 'doi', value: '10.9999/swan' } as const
  expect(sameIdentifier(a, { ...a })).toBe(true)
  expect(sameIdentifier(a, { scheme: 's2', value: a.value })).toBe(false)
  expect(distinctIdentifiers([b, undefined, a, { ...b }])).toEqual([b, a])
})
