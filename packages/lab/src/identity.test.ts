import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { everyField } from './form/fixture.ts'
import { canonicalInput, canonicalJson, runIdentity } from './identity.ts'
import { defineMethod } from './method.ts'

test('the order of keys, at any depth, makes no difference; that of lists does', () => {
  expect(canonicalJson({ b: [1, { d: 1, c: 2 }], a: undefined, z: -0 })).toBe('{"b":[1,{"c":2,"d":1}],"z":0}')
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]))
})

test('property: canonical JSON says what JSON says, whatever the order of keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => {
      const turned = Object.fromEntries(Object.entries(record).reverse())
      expect(canonicalJson(turned)).toBe(canonicalJson(record))
      expect(JSON.parse(canonicalJson(record))).toEqual(JSON.parse(JSON.stringify(record)))
    }),
  )
})

const identity = (input: object, seed: number | string = 1, version = 'v1') =>
  runIdentity({ slug: 'x', method: version, input: canonicalInput(everyField, input), seed })

test('defaults written out are the same run; another value, seed or version is another', () => {
  const plain = identity({ name: 'swan' })
  expect(plain).toMatch(/^[\da-f]{32}$/)
  expect(identity({ maxSignals: 10, name: 'swan', model: { layers: 3 }, levels: [1, 2] })).toBe(plain)
  expect(identity({ name: 'swan' }, '1')).toBe(plain)
  const others = [identity({ name: 'goose' }), identity({ name: 'swan' }, 2), identity({ name: 'swan' }, 1, 'v2')]
  expect(new Set([plain, ...others]).size).toBe(4)
})

test('the canonical input can be given again', () => {
  const once = canonicalInput(everyField, { name: 'swan' })
  expect(once).toMatchObject({ name: 'swan', maxSignals: 10, model: { layers: 3, init: { scale: 0.1 } } })
  expect(canonicalInput(everyField, once)).toEqual(once)
})

test('an input that is turned into something else is kept as typed', () => {
  const turning = defineMethod({
    ...everyField,
    input: z.object({ words: z.string().transform((text) => text.split(' ')) }),
    sample: { words: 'a' },
    cost: () => ({ seconds: 1, megabytes: 1 }),
    run: () => ({ headline: 'x' }),
  })
  expect(canonicalInput(turning, { words: 'a b' })).toEqual({ words: 'a b' })
})

test('a bad input throws with its faults', () => {
  expect(() => canonicalInput(everyField, { name: 'SWAN' })).toThrow('cannot run: name')
})
