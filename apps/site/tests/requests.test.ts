import { describe, expect, test } from 'vitest'
import { isReference } from '../src/lib/server/input.ts'
import { isFromThisSite, ownPath } from '../src/lib/server/requests.ts'

const post = (headers: Record<string, string>) => new Request('http://library.test/theme', { method: 'POST', headers })

describe('writes', () => {
  test('come from this site, by the word of the browser or by Origin and Host', () => {
    expect(isFromThisSite(post({ 'sec-fetch-site': 'same-origin' }))).toBe(true)
    expect(isFromThisSite(post({ origin: 'http://library.test:1', host: 'library.test:1' }))).toBe(true)
    expect(
      isFromThisSite(post({ origin: 'https://library.test', host: 'inner:3000', 'x-forwarded-host': 'library.test' })),
    ).toBe(true)
  })

  test('from elsewhere, or from nowhere, are refused', () => {
    const elsewhere = [
      {},
      { origin: 'null', host: 'library.test' },
      { origin: 'https://evil.test', host: 'library.test' },
      { 'sec-fetch-site': 'cross-site', origin: 'http://library.test', host: 'library.test' },
      { 'sec-fetch-site': 'same-site', origin: 'http://library.test', host: 'library.test' },
      { 'sec-fetch-site': 'none' },
    ]
    for (const headers of elsewhere) expect(isFromThisSite(post(headers as Record<string, string>))).toBe(false)
  })

  test('reading is free', () => {
    expect(isFromThisSite(new Request('http://library.test/', { headers: { 'sec-fetch-site': 'cross-site' } }))).toBe(
      true,
    )
  })

  test('the way back after a form stays on this site', () => {
    expect(ownPath('/search?q=a')).toBe('/search?q=a')
    for (const path of ['//evil.test', '/\\evil.test', 'https://evil.test', '', null, '/a\nb', '/a\\b', 7])
      expect(ownPath(path)).toBe('/')
  })
})

test('a reference is printable, bounded, and climbs no folders', () => {
  for (const ref of ['tabpfn', '2207.01848v2', 'hep-th/9901001', '10.1609/aaai.v40i16.38399', 'ein-größeres-maß'])
    expect(isReference(ref)).toBe(true)
  for (const ref of ['', '../../etc/passwd', 'a/../b', './a', 'a//b', '/a', 'a\u0000', 'a\nb', 'x'.repeat(301)])
    expect(isReference(ref)).toBe(false)
})
