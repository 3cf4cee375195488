import { describe, expect, test } from 'vitest'
import { negotiate, splitSuffix } from '../src/lib/formats.ts'

describe('suffixes', () => {
  test('a known suffix names the form and is no part of the reference', () => {
    expect(splitSuffix('tabpfn.md')).toEqual({ ref: 'tabpfn', format: 'md' })
    expect(splitSuffix('2207.01848v2.csl.json')).toEqual({ ref: '2207.01848v2', format: 'csl' })
    expect(splitSuffix('hep-th/9901001.ris')).toEqual({ ref: 'hep-th/9901001', format: 'ris' })
    expect(splitSuffix('10.1609/aaai.v40i16.38399.bib')).toEqual({ ref: '10.1609/aaai.v40i16.38399', format: 'bib' })
    expect(splitSuffix('10.1000/a.json.json')).toEqual({ ref: '10.1000/a.json', format: 'json' })
  })

  test('dots of identifiers are no suffixes', () => {
    for (const ref of ['2207.01848', '2207.01848v2', '10.1609/aaai.v40i16.38399', 'a.pdf', 'md', 'notes.mdx']) {
      expect(splitSuffix(ref)).toEqual({ ref, format: undefined })
    }
  })
})

describe('Accept', () => {
  test('browsers, and clients without a preference, get the page', () => {
    expect(negotiate('text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8')).toBe('html')
    for (const accept of [null, '', '*/*', 'text/*', 'image/png', 'nonsense']) expect(negotiate(accept)).toBe('html')
  })

  test('a media type of ours gives its form', () => {
    expect(negotiate('text/markdown')).toBe('md')
    expect(negotiate('application/json')).toBe('json')
    expect(negotiate('application/x-bibtex')).toBe('bib')
    expect(negotiate('application/x-research-info-systems')).toBe('ris')
    expect(negotiate('Application/VND.citationstyles.csl+json; charset=utf-8')).toBe('csl')
  })

  test('quality decides, and the exact range beats the wide one', () => {
    expect(negotiate('text/html;q=0.5, application/json')).toBe('json')
    expect(negotiate('text/html, application/json;q=0.9')).toBe('html')
    expect(negotiate('*/*;q=0.1, text/html;q=0, application/x-bibtex;q=0.2')).toBe('bib')
    expect(negotiate('application/json;q=0, text/html')).toBe('html')
    expect(negotiate('application/json;q=wild')).toBe('html')
  })
})
