import { describe, expect, test } from 'vitest'
import { decide, type Judged } from './decision.ts'

const base: Judged = {
  name: 'E',
  order: 0,
  focal: true,
  sufficient: false,
  necessary: false,
  halpernPearl: false,
  normViolated: false,
  intended: false,
}
const other = (more: Partial<Judged>): Judged => ({ ...base, name: 'F', focal: false, ...more })
const both = { sufficient: true } as const
const cause = { halpernPearl: true } as const

describe('the rows, in their order', () => {
  test.each<[string, Judged[], boolean, string]>([
    ['sufficient and necessary', [{ ...base, sufficient: true, necessary: true }], true, 'sufficient and necessary'],
    [
      'the earlier of two disjunctive',
      [{ ...base, ...both }, other({ ...both, order: 1 })],
      true,
      'disjunctive, by order',
    ],
    [
      'the later of two disjunctive',
      [{ ...base, ...both, order: 2 }, other({ ...both, order: 1 })],
      false,
      'disjunctive, by order',
    ],
    ['a disjunctive cause alone', [{ ...base, ...both, order: 2 }], true, 'disjunctive, tied'],
    [
      'a conjunctive cause that broke a norm',
      [{ ...base, ...cause, normViolated: true }],
      true,
      'conjunctive, norm violated',
    ],
    ['a conjunctive cause meant', [{ ...base, ...cause, intended: true }], true, 'conjunctive, intended'],
    ['a conjunctive cause, neither', [{ ...base, ...cause }, other(cause)], false, 'conjunctive, neither'],
    ['none of it', [base], false, 'neither sufficient nor a Halpern–Pearl cause'],
  ])('%s', (_, table, verdict, branch) => {
    const decision = decide(table, 'it')
    expect(decision.verdict).toBe(verdict)
    expect(decision.judgements[0]!.branch).toBe(branch)
  })

  test('a necessary event that is not sufficient is judged as a Halpern–Pearl cause only if the table says it is one', () => {
    expect(decide([{ ...base, necessary: true, normViolated: true }], 'it').verdict).toBe(false)
  })
})

test('a tie between disjunctive causes: the norm violated deflates, inflates or changes nothing', () => {
  const table = [{ ...base, ...both, normViolated: true }, other(both)]
  expect(decide(table, 'it', { ties: 'deflate' }).verdict).toBe(false)
  expect(decide(table, 'it', { ties: 'inflate' }).verdict).toBe(true)
  expect(decide(table, 'it', { ties: 'equal' }).verdict).toBe(true)
  expect(decide(table, 'it').byRule).toBe(false)
})

test('conjunctive causes at different times: none, the last, or the first', () => {
  const table = [{ ...base, ...cause, order: 1 }, other({ ...cause, order: 0 })]
  expect(decide(table, 'it', { orders: 'no' }).verdict).toBe(false)
  expect(decide(table, 'it', { orders: 'later' }).verdict).toBe(true)
  expect(decide(table, 'it', { orders: 'earlier' }).verdict).toBe(false)
})

test('any Yes wins; a Yes by rule settles the question whatever tie is beside it; no event asked about is a No', () => {
  const table = [
    { ...base, sufficient: true, necessary: true },
    { ...other(both), focal: true },
  ]
  expect(decide(table, 'it')).toMatchObject({ verdict: true, byRule: true })
  expect(decide([other(both)], 'it')).toMatchObject({ verdict: false, judgements: [], byRule: true })
})

test('the reason names the event, the outcome and the rule', () => {
  expect(decide([{ ...base, ...cause, normViolated: true }], 'the fire').judgements[0]!.because).toBe(
    'E is a cause of the fire: the outcome needed it beside others, and it violated a norm.',
  )
})
