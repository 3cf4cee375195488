import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLexicon } from './lexicon.ts'
import { piecesOf } from './pieces.ts'
import { eachWord, wordsOf } from './words.ts'

test.each([
  ['Graph Neural Networks', ['graph', 'neural', 'networks']],
  ['state-of-the-art 3D', ['state', 'of', 'the', 'art', '3d']],
  ["Prandtl's problem doesn't end 'tis", ['prandtl', 'problem', 'doesn', 'end', 'tis']],
  ['Poincaré and Gödel, Straße', ['poincare', 'and', 'godel', 'strasse']],
  ['an $\\epsilon$-net of size $\\mathcal{O}(n^2)$', ['an', 'epsilon', 'net', 'of', 'size', 'o', 'n', '2']],
  ['α-divergence of the μ law', ['alpha', 'divergence', 'of', 'the', 'mu', 'law']],
  ['Λόγος', ['λογος']],
  ['深層学習 for vision', ['深層', '層学', '学習', 'for', 'vision']],
  ['математика', ['математика']],
  ['well–known', ['well', 'known']],
  ['', []],
  [' \n\t–—… ', []],
])('%j is %j', (text, words) => {
  expect(wordsOf(text)).toEqual(words)
})

test('words joined by a hyphen are told to be', () => {
  const joined: [string, boolean][] = []
  eachWord('a feed-forward net - or well–known', (word, bound) => joined.push([word, bound]))
  expect(joined.filter(([, bound]) => bound).map(([word]) => word)).toEqual(['forward', 'known'])
})

test('the fast way for ASCII and the way for every script agree', () => {
  const ascii = fc.string({ unit: fc.constantFrom(...'ab Z9-\'".,st\n$'), maxLength: 60 })
  fc.assert(
    fc.property(ascii, (text) => {
      const slow = wordsOf(`${text} é`).slice(0, -1)
      expect(wordsOf(text)).toEqual(slow)
    }),
    { numRuns: 2000 },
  )
})

test('any text has words of letters and digits only, in lower case, none longer than 40', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
      for (const word of wordsOf(text)) {
        expect(word).toMatch(/^[\p{L}\p{N}\p{M}]+$/u)
        expect(word.length).toBeLessThanOrEqual(80)
      }
    }),
    { numRuns: 1000 },
  )
})

test('the lexicon finds words, pairs in order, and compounds written as one', () => {
  const words = ['feed', 'forward', 'feedforward', 'neural', 'network']
  const lexicon = createLexicon(words, Int32Array.of(3, 4, 1, 3))
  const read = (text: string) => {
    const tokens: (number | string)[] = []
    lexicon.read(text, { known: (token) => tokens.push(token), unknown: (word) => tokens.push(word) })
    return tokens
  }
  expect(read('feed-forward')).toEqual([0, 1, 2])
  expect(read('feed forward')).toEqual([0, 1])
  expect(read('forward neural network')).toEqual([1, 3, 6, 4, 5])
  expect(read('network neural')).toEqual([4, 3])
  expect(read('neural big network')).toEqual([3, 'big', 4])
})

test('pieces: words that look alike share some, others almost none', () => {
  const shared = (a: string, b: string) => {
    const other = new Set(piecesOf(b, 8192))
    const pieces = piecesOf(a, 8192)
    return pieces.filter((piece) => other.has(piece)).length / pieces.length
  }
  expect(shared('aeroelastic', 'aeroelasticity')).toBeGreaterThan(0.6)
  expect(shared('aeroelastic', 'jurisprudence')).toBeLessThan(0.1)
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 1, max: 9000 }), (word, rows) => {
      const pieces = piecesOf(word, rows)
      expect(pieces.length).toBeGreaterThan(0)
      expect(new Set(pieces).size).toBe(pieces.length)
      for (const piece of pieces) expect(piece >= 0 && piece < rows).toBe(true)
    }),
  )
})
