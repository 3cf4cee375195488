import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { examplePaper } from './examplePaper.ts'
import { paperMarkdown } from './markdown.ts'

test('a page has title, authors, facts, summary, abstract, links and provenance', () => {
  expect(paperMarkdown(examplePaper({ venue: 'ICML 2024' }))).toBe(`# Towards Counting Swans with GANs

Fan Zhou and Laurens van der Meer

- Submitted: 5 March 2023
- Venue: ICML 2024
- Organisations: University of Swans
- Topics: Causal discovery, cs.LG
- arXiv: 2303.00042

## Summary

It counts swans. It is fast.

## Abstract

We count swans in O(n) steps.

## Links

- pdf: <https://arxiv.org/pdf/2303.00042>
- code: <https://example.org/swans>

## Where this comes from

- arxiv-atom: title, abstract
- First seen here: 6 March 2023
`)
})

test('a withdrawn paper says so at once', () => {
  expect(paperMarkdown(examplePaper({ status: 'withdrawn' }))).toContain('\n\n**This paper was withdrawn.**\n\n')
})

describe('text cannot break out of its place', () => {
  test.each([
    ['[x](javascript:alert(1))', '\\[x\\](javascript:alert(1))'],
    ['<script>alert(1)</script>', '\\<script\\>alert(1)\\</script\\>'],
    ['*a* _b_ `c`', '\\*a\\* \\_b\\_ \\`c\\`'],
    ['# not a heading', '\\# not a heading'],
    ['- not a list', '\\- not a list'],
    ['1. not a list', '1\\. not a list'],
    ['2024 was good', '2024 was good'],
    ['two\nlines\n\n## three', 'two lines ## three'],
    ['&lt;b&gt;', '\\&lt;b\\&gt;'],
  ])('%s', (summary, expected) => {
    expect(paperMarkdown(examplePaper({ summary }))).toContain(`## Summary\n\n${expected}\n\n## Abstract`)
  })

  test('a link of another kind than the web is text', () => {
    const links = [
      { kind: 'other' as const, url: 'javascript:alert(1)' },
      { kind: 'code' as const, url: 'https://e.org/a>b' },
    ]
    expect(paperMarkdown(examplePaper({ links }))).toContain(
      '- other: javascript:alert(1)\n- code: <https://e.org/a%3Eb>',
    )
  })

  test('property: the page keeps its headings, whatever a field says', () => {
    const scraps = fc.constantFrom(
      '\n',
      '# ',
      '## Links',
      '```',
      '---',
      '===',
      '<!--',
      '> ',
      '    ',
      '\u2028',
      '\r',
      'x',
    )
    fc.assert(
      fc.property(fc.array(scraps, { maxLength: 12 }), (parts) => {
        const hostile = `w${parts.join('')}`
        const page = paperMarkdown(
          examplePaper({ title: hostile, summary: hostile, abstract: hostile, venue: hostile }),
        )
        expect(page.match(/^#{1,6} .*$/gm)?.slice(1)).toEqual([
          '## Summary',
          '## Abstract',
          '## Links',
          '## Where this comes from',
        ])
        expect(page).not.toMatch(/^(?:```|---|===|>|<!--| {4})/m)
      }),
    )
  })
})
