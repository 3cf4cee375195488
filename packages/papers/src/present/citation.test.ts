import { plugins } from '@citation-js/core'
import '@citation-js/plugin-bibtex'
import '@citation-js/plugin-ris'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PaperPage } from '../library/views.ts'
import { cite } from './citation.ts'
import { citationKey, toCsl } from './csl.ts'
import { examplePaper } from './examplePaper.ts'
import { cslName } from './names.ts'

type Parsed = {
  title: string
  author: Record<string, string>[]
  issued: unknown
  DOI: string
  URL: string
  type: string
  'container-title': string
}

const withAuthors = (...names: string[]) => ({
  authors: names.map((name) => ({ name, slug: 'x' })),
  authorCount: names.length,
})

/** Our entry as citation-js reads it; no input of a test reaches its parsers for addresses or files. */
function readBibtex(paper: PaperPage): Parsed & { raw: Record<string, string> } {
  const [entry] = plugins.input.chain(cite(paper, 'bibtex'), {
    forceType: '@bibtex/text',
    generateGraph: false,
    target: '@bibtex/entries+list',
  })
  const [parsed] = plugins.input.chain(cite(paper, 'bibtex'), { forceType: '@bibtex/text', generateGraph: false })
  return { ...parsed, title: parsed.title.replace(/<\/?span[^>]*>/g, ''), raw: entry.properties }
}

function readRis(paper: PaperPage): Parsed {
  return plugins.input.chain(cite(paper, 'ris'), { forceType: '@ris/file', generateGraph: false })[0]
}

describe('BibTeX', () => {
  test('a preprint is @misc with its eprint and DOI', () => {
    expect(cite(examplePaper(), 'bibtex')).toBe(`@misc{zhou2023towards,
  title = {Towards Counting Swans with {GANs}},
  author = {Zhou, Fan and van der Meer, Laurens},
  year = {2023},
  month = mar,
  eprint = {2303.00042},
  archivePrefix = {arXiv},
  primaryClass = {cs.LG},
  doi = {10.48550/arXiv.2303.00042},
  url = {https://arxiv.org/abs/2303.00042}
}
`)
  })

  test('a conference paper is @inproceedings and keeps both DOI and eprint', () => {
    const entry = cite(examplePaper({ venue: 'NeurIPS 2024', year: 2024, doi: '10.1000/swans_1' }), 'bibtex')
    expect(entry).toMatch(/^@inproceedings\{zhou2024towards,/)
    expect(entry).toContain('booktitle = {NeurIPS 2024}')
    expect(entry).toContain('year = {2024}')
    expect(entry).toContain('eprint = {2303.00042}')
    expect(entry).toContain('doi = {10.1000/swans_1}')
  })

  test('a venue that is no place is none', () => {
    expect(cite(examplePaper({ venue: 'arXiv.org' }), 'bibtex')).toMatch(/^@misc/)
    expect(cite(examplePaper({ venue: 'Submitted to ICML' }), 'bibtex')).toMatch(/^@misc/)
    expect(cite(examplePaper({ venue: 'Journal of Swans' }), 'bibtex')).toMatch(
      /^@article[\s\S]*journal = \{Journal of Swans\}/,
    )
  })

  test.each([
    ['Deep learning of Paris swans', 'Deep learning of {Paris} swans'],
    ['Deep Learning of Paris Swans', 'Deep Learning of Paris Swans'],
    ['Bayesian swans in 3D with iCount', '{Bayesian} swans in {3D} with {iCount}'],
    ['R&D: 50% of C# in a_b', '{R}\\&{D}: 50\\% of {C}\\# in a\\_b'],
    ['Swans in $\\mathcal{O}(n^2)$', 'Swans in $\\mathcal{O}(n^2)$'],
    ['A } lone { brace \\here', 'A \\textbraceright{} lone \\textbraceleft{} brace \\textbackslash{}here'],
  ])('title: %s', (title, expected) =>
    expect(cite(examplePaper({ title }), 'bibtex')).toContain(`title = {${expected}}`),
  )

  test('citation-js reads back title, authors, year, eprint and DOI', () => {
    const parsed = readBibtex(
      examplePaper({
        title: 'Zählen: 50% of swans & C# in a_b',
        ...withAuthors('Jürgen Schmidhuber', 'Ludwig van Beethoven', 'OpenAI Team', '周志华', 'Bo Reed Jr'),
      }),
    )
    expect(parsed.title).toBe('Zählen: 50% of swans & C# in a_b')
    expect(parsed.author).toEqual([
      { given: 'Jürgen', family: 'Schmidhuber' },
      { given: 'Ludwig', family: 'Beethoven', 'non-dropping-particle': 'van' },
      { family: 'OpenAI Team' },
      { given: '志华', family: '周' },
      { given: 'Bo', family: 'Reed', suffix: 'Jr' },
    ])
    expect(parsed.issued).toEqual({ 'date-parts': [[2023, 3]] })
    expect(parsed.raw.eprint).toBe('2303.00042')
    expect(parsed.DOI).toBe('10.48550/arXiv.2303.00042')
  })

  test('property: any title and any names leave one entry with balanced braces, and the title reads back', () => {
    const scraps = [
      '}',
      '{',
      '\\',
      '"',
      '@misc{',
      ',',
      '\n',
      ' ',
      '%',
      '&',
      '#',
      '~',
      '^',
      'and',
      'Zhou',
      '因果',
      'سببي',
      'é',
      '10',
      '\u202e',
    ]
    const text = fc
      .array(fc.constantFrom(...scraps), { minLength: 1, maxLength: 15 })
      .map((parts) => `w ${parts.join('')}`)
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 4 }), (title, names) => {
        const paper = examplePaper({ title, ...withAuthors(...names) })
        const entry = cite(paper, 'bibtex')
        expect(isOneEntry(entry)).toBe(true)
        expect(readBibtex(paper).title.replace(/\s+/g, ' ').trim()).toBe(toCsl(paper).title.replace(/\s+/g, ' '))
      }),
    )
  })

  /** As BibTeX itself counts: braces only, backslashes or not. */
  function isOneEntry(entry: string): boolean {
    let depth = 0
    let closings = 0
    for (const brace of entry.match(/[{}]/g) ?? []) {
      depth += brace === '{' ? 1 : -1
      if (depth === 0) closings++
    }
    return depth === 0 && closings === 1 && entry.trimEnd().endsWith('}')
  }
})

describe('RIS', () => {
  test('a preprint is unpublished work', () => {
    expect(cite(examplePaper({ abstract: 'We count.' }), 'ris')).toBe(`TY  - UNPB
ID  - zhou2023towards
TI  - Towards Counting Swans with GANs
AU  - Zhou, Fan
AU  - van der Meer, Laurens
PY  - 2023
DA  - 2023/03/05
AB  - We count.
KW  - Causal discovery
KW  - cs.LG
AN  - arXiv:2303.00042
DO  - 10.48550/arXiv.2303.00042
UR  - https://arxiv.org/abs/2303.00042
PB  - arXiv
ER  - 
`)
    expect(cite(examplePaper({ venue: 'ICML' }), 'ris')).toMatch(/^TY {2}- CONF\n[\s\S]*T2 {2}- ICML\n/)
  })

  test('citation-js reads back what was written, however long', () => {
    const title = `Swans ${'and more swans '.repeat(30)}in a_b & c`
    const parsed = readRis(examplePaper({ title, dates: { submitted: '2023-03' } }))
    expect(parsed.title).toBe(title)
    expect(parsed.author[0]).toEqual({ family: 'Zhou', given: 'Fan' })
    expect(parsed.URL).toBe('https://arxiv.org/abs/2303.00042')
  })

  test('no text can begin a tag of its own', () => {
    const paper = examplePaper({
      title: 'Swans\nER  - \nTY  - JOUR\r\nTI  - Ducks',
      abstract: 'a\nER  - ',
      ...withAuthors('A\nER  - '),
    })
    expect(cite(paper, 'ris').match(/^ER {2}- /gm)).toHaveLength(1)
    expect(cite(paper, 'ris').match(/^TY {2}- /gm)).toHaveLength(1)
  })
})

describe('CSL-JSON', () => {
  test('has the shape that Zotero exports for a preprint', () => {
    expect(JSON.parse(cite(examplePaper({ abstract: 'We count.' }), 'csl'))).toEqual([
      {
        id: 'zhou2023towards',
        type: 'article',
        title: 'Towards Counting Swans with GANs',
        author: [
          { family: 'Zhou', given: 'Fan' },
          { family: 'Meer', given: 'Laurens', 'non-dropping-particle': 'van der' },
        ],
        issued: { 'date-parts': [[2023, 3, 5]] },
        publisher: 'arXiv',
        number: 'arXiv:2303.00042',
        DOI: '10.48550/arXiv.2303.00042',
        URL: 'https://arxiv.org/abs/2303.00042',
        abstract: 'We count.',
        keyword: 'Causal discovery, cs.LG',
      },
    ])
  })

  test.each([
    [{ dates: { submitted: '2023' } }, [2023, 3]],
    [{ dates: {} }, [2023, 3]],
    [{ dates: {}, arxivId: 'hep-th/9901001' }, [1999, 1]],
    [{ dates: { published: '2024' }, venue: 'ICML' }, [2024]],
    [{ dates: { submitted: '2023-03-05', published: '2024-07-01' }, venue: 'ICML', year: 2024 }, [2024, 7, 1]],
    [{ dates: { submitted: '2023-03-05', published: '2024-07-01' } }, [2023, 3, 5]],
    [{ dates: {}, arxivId: undefined }, undefined],
  ])('issued: %j', (change, expected) => {
    expect(toCsl(examplePaper(change)).issued?.['date-parts'][0]).toEqual(expected)
  })

  test('three thousand authors are all there', () => {
    const names = Array.from({ length: 3000 }, (_, i) => `Given${i} Family${i}`)
    const paper = examplePaper(withAuthors(...names))
    expect(toCsl(paper).author).toHaveLength(3000)
    expect(cite(paper, 'bibtex').match(/ and /g)).toHaveLength(2999)
    expect(cite(paper, 'ris').match(/^AU {2}- /gm)).toHaveLength(3000)
  })
})

test.each([
  ['Fan Zhou', { family: 'Zhou', given: 'Fan' }],
  ['Johan de Kleer', { family: 'Kleer', given: 'Johan', 'non-dropping-particle': 'de' }],
  ['Van Nguyen', { family: 'Nguyen', given: 'Van' }],
  ['Sammy Davis Jr.', { family: 'Davis', given: 'Sammy', suffix: 'Jr.' }],
  ['Quill, Ada', { family: 'Quill', given: 'Ada' }],
  ['Reed, Jr, Bo', { family: 'Reed', given: 'Bo', suffix: 'Jr' }],
  ['Plato', { literal: 'Plato' }],
  ['Gemini Team', { literal: 'Gemini Team' }],
  ['周志华', { family: '周', given: '志华' }],
  ['欧阳修', { family: '欧阳', given: '修' }],
  ['김 철수', { family: '김', given: '철수' }],
  ['  María   José  García ', { family: 'García', given: 'María José' }],
])('name: %s', (name, expected) => expect(cslName(name)).toEqual(expected))

test.each([
  ['On the Méthode of Swans', ['Łukasz Øre'], 'ore2023methode'],
  ['因果', ['周志华'], 'anonymous2023'],
  ['Swans', [], 'anonymous2023swans'],
  ['Swans', ["Séan O'Brien"], 'obrien2023swans'],
])('key: %s by %s', (title, names, expected) => {
  expect(citationKey(examplePaper({ title, ...withAuthors(...names) }))).toBe(expected)
})
