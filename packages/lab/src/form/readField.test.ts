import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { everyField } from './fixture.ts'
import { formOf } from './formOf.ts'
import { place, readField } from './readField.ts'

const form = Object.fromEntries(formOf(everyField).map((each) => [each.name, each]))
const read = (name: string, typed: string) => readField(form[name]!, typed)

describe('what is typed becomes a value', () => {
  test.each([
    ['maxSignals', ' 12 ', 12],
    ['maxSignals', '-3', -3],
    ['maxSignals', '−3', -3],
    ['maxSignals', '+1e3', 1000],
    ['maxSignals', '10_000', 10_000],
    ['threshold', '.25', 0.25],
    ['mode', 'Exact', 'exact'],
    ['power', '2', 2],
    ['nested', 'Yes', true],
    ['nested', 'off', false],
    ['story', ' kept as it is ', ' kept as it is '],
    ['levels', '1, 2.5\n3,', [1, 2.5, 3]],
    ['metrics', 'f1,auc', ['f1', 'auc']],
    ['edges', '[{"from":"a","to":"b"}]', [{ from: 'a', to: 'b' }]],
  ])('%s: %j', (name, typed, value) => expect(read(name, typed)).toEqual({ value }))

  test('property: every finite number is read back as it is printed', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(read('threshold', String(number))).toEqual({ value: Number(String(number)) })
      }),
    )
  })
})

describe('what cannot be one is a sentence with the words typed', () => {
  test.each([
    ['maxSignals', 'many', 'expected a number, got “many”'],
    ['maxSignals', '', 'expected a number, got “”'],
    ['maxSignals', '0x10', 'expected a number'],
    ['maxSignals', 'Infinity', 'expected a number'],
    ['maxSignals', '1e999', 'expected a number'],
    ['threshold', '0,5', 'write the decimals after a point'],
    ['mode', 'slow', 'expected one of fast, exact, got “slow”'],
    ['nested', 'perhaps', 'expected yes or no, got “perhaps”'],
    ['levels', '1,x', 'expected a number, got “x”'],
    ['edges', '{', 'expected JSON, got “{”'],
  ])('%s: %j', (name, typed, fault) =>
    expect(read(name, typed)).toEqual({ fault: expect.stringContaining(fault) as string }),
  )
})

test('a value is placed deep, and a path through __proto__ changes no other object', () => {
  const input: Record<string, unknown> = { model: { layers: 2 } }
  place(input, ['model', 'init', 'scale'], 0.5)
  expect(input).toEqual({ model: { layers: 2, init: { scale: 0.5 } } })
  place(input, ['__proto__', 'polluted'], true)
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})
