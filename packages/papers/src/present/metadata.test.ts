import fc from 'fast-check'
import { Parser } from 'htmlparser2'
import { describe, expect, test } from 'vitest'
import { examplePaper } from './examplePaper.ts'
import { highwireTags, jsonLd, jsonLdScript, linkHeader, signposts } from './metadata.ts'

const url = 'https://papers.example.org/papers/2303.00042'

describe('Highwire tags', () => {
  test('name the paper, each author, the date and the identifiers', () => {
    expect(highwireTags(examplePaper(), { url })).toEqual([
      { name: 'citation_title', content: 'Towards Counting Swans with GANs' },
      { name: 'citation_author', content: 'Fan Zhou' },
      { name: 'citation_author_institution', content: 'University of Swans' },
      { name: 'citation_author', content: 'Laurens van der Meer' },
      { name: 'citation_publication_date', content: '2023/03/05' },
      { name: 'citation_arxiv_id', content: '2303.00042' },
      { name: 'citation_doi', content: '10.48550/arXiv.2303.00042' },
      { name: 'citation_abstract_html_url', content: url },
    ])
  })

  test('the PDF is offered only where its licence lets anybody pass it on', () => {
    const named = (licence?: string) =>
      highwireTags(examplePaper({ licence }), { url }).find(({ name }) => name === 'citation_pdf_url')
    expect(named('http://creativecommons.org/licenses/by/4.0/')?.content).toBe('https://arxiv.org/pdf/2303.00042')
    expect(named('CC-BY-4.0')).toBeDefined()
    expect(named('http://arxiv.org/licenses/nonexclusive-distrib/1.0/')).toBeUndefined()
    expect(named()).toBeUndefined()
  })

  test('a venue is a conference or a journal', () => {
    const names = (venue: string) => highwireTags(examplePaper({ venue }), { url }).map(({ name }) => name)
    expect(names('ICML 2024')).toContain('citation_conference_title')
    expect(names('Journal of Swans')).toContain('citation_journal_title')
  })
})

describe('JSON-LD', () => {
  test('is a ScholarlyArticle without empty fields', () => {
    const object = jsonLd(examplePaper({ identifiers: [], topics: [] }), { url })
    expect(object).toMatchObject({
      '@type': 'ScholarlyArticle',
      name: 'Towards Counting Swans with GANs',
      author: [
        {
          '@type': 'Person',
          name: 'Fan Zhou',
          affiliation: [{ '@type': 'Organization', name: 'University of Swans' }],
        },
        { name: 'Laurens van der Meer' },
      ],
      datePublished: '2023-03-05',
      abstract: 'We count swans in O(n) steps.',
      sameAs: ['https://arxiv.org/abs/2303.00042'],
    })
    expect(object).not.toHaveProperty('keywords')
    expect(object).not.toHaveProperty('license')
  })

  test('property: whatever a title says stays inside its script element and reads back', () => {
    const scraps = fc.constantFrom('</script>', '<!--', '<script>', ']]>', '&lt;', '\u2028', '"', '\\', 'x', '\ud800')
    fc.assert(
      fc.property(fc.array(scraps, { maxLength: 10 }), (parts) => {
        const object = { name: parts.join('') }
        const script = jsonLdScript(object)
        expect(JSON.parse(script)).toEqual(object)
        expect(script).not.toMatch(/[<>&\u2028\u2029]/)
        expect(elements(`<script type="application/ld+json">${script}</script><p>after</p>`)).toEqual(['script', 'p'])
      }),
    )
  })

  function elements(html: string): string[] {
    const names: string[] = []
    const parser = new Parser({ onopentagname: (name) => void names.push(name) })
    parser.end(html)
    return names
  }
})

test('signposting says what to cite and where the page is described', () => {
  const links = signposts(examplePaper({ licence: 'https://creativecommons.org/licenses/by/4.0/' }), { url })
  expect(links.find(({ rel }) => rel === 'cite-as')?.href).toBe('https://doi.org/10.48550/arXiv.2303.00042')
  expect(links.filter(({ rel }) => rel === 'describedby').map(({ href }) => href)).toContain(`${url}.bib`)
  expect(linkHeader(links)).toContain('<https://creativecommons.org/licenses/by/4.0/>; rel="license"')
})

test('a Link header cannot be broken out of', () => {
  const header = linkHeader([{ rel: 'license', href: 'https://e.org/>;"\r\nX: y é %C3%A9' }])
  expect(header).toBe('<https://e.org/%3E;%22%0D%0AX:%20y%20%C3%A9%20%C3%A9>; rel="license"')
})
