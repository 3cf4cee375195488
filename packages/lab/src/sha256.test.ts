import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256 } from './sha256.ts'

test.each([
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
])('known answer of FIPS 180-4: %j', (text, expected) => expect(sha256(text)).toBe(expected))

test('property: it is the hash that Node has, at every length around a block and in every script', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 300 }),
    fc.nat(260).map((length) => 'x'.repeat(length)),
  )
  fc.assert(
    fc.property(text, (each) => {
      expect(sha256(each)).toBe(createHash('sha256').update(each.toWellFormed()).digest('hex'))
    }),
  )
})
