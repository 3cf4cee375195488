import { describe, expect, test } from 'vitest'
import { outsideLinks, paperPath, searchPath } from '../src/lib/links.ts'

describe('links', () => {
  test('a slug keeps its slashes and hides everything else', () => {
    expect(paperPath('hep-th/9901001')).toBe('/papers/hep-th/9901001')
    expect(paperPath('a b?c#d%')).toBe('/papers/a%20b%3Fc%23d%25')
  })

  test('only web addresses become links, under the name of their kind or their own', () => {
    const wrong = ['javascript:alert(1)', 'data:text/html,x', ' https://x.org', '//x.org', 'ftp://x.org', 'https://']
    expect(outsideLinks(wrong.map((url) => ({ kind: 'code', url })))).toEqual([])
    const right = [
      { kind: 'abstract' as const, url: 'https://arxiv.org/abs/2207.01848', label: 'arXiv' },
      { kind: 'code' as const, url: 'http://example.org/a?b=c' },
    ]
    expect(outsideLinks(right)).toEqual([
      { label: 'arXiv', url: 'https://arxiv.org/abs/2207.01848' },
      { label: 'Code', url: 'http://example.org/a?b=c' },
    ])
  })

  test('an address of the search says no more than it must', () => {
    expect(searchPath({ q: 'a b', sort: 'relevance', page: 1 })).toBe('/search?q=a+b')
    expect(searchPath({ q: '&', sort: 'date', page: 3 })).toBe('/search?q=%26&sort=date&page=3')
  })
})
