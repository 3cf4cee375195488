import { describe, expect, test } from 'vitest'
import { parseBench, scoreBench } from './benchTable.ts'

const event = (more: object) => ({
  occur: 1,
  order: 0,
  focal: true,
  sufficient: false,
  necessary: false,
  halpern_pearl: false,
  norm_violated: false,
  behavior_intended: false,
  ...more,
})
const item = (causal_events: object, answer = 'Yes') => ({
  story: 'A story.',
  question: 'Did A cause it?',
  reasoning: { causal_events, outcome_event: { 'it happens': { occur: 1, order: 1 } } },
  answer,
})
const norm = { halpern_pearl: true, norm_violated: true }

describe('both shapes are read', () => {
  test('AC-Bench: an array, the focal events marked', () => {
    const { items } = parseBench(JSON.stringify([item({ A: event(norm), B: event({ focal: false }) })]))
    expect(items[0]!.events.map(({ name, focal }) => [name, focal])).toEqual([
      ['A', true],
      ['B', false],
    ])
    expect(items[0]!.outcome).toBe('it happens')
  })

  test('HCR-Bench: a line each, the focal events apart', () => {
    const line = item({ focal_causal_events: { A: event(norm) }, other_causal_events: { B: event({}) } })
    const { items } = parseBench(`\uFEFF${JSON.stringify(line)}\n\n${JSON.stringify(line)}\n`)
    expect(items).toHaveLength(2)
    expect(items[1]!.events.map(({ focal }) => focal)).toEqual([true, false])
  })
})

test('a faulty item is left out with its number and field, and stops no other', () => {
  const { necessary: _, ...incomplete } = event(norm)
  const { items, skipped } = parseBench(JSON.stringify([item({ A: incomplete }), item({ A: event(norm) }), 7]))
  expect(items).toHaveLength(1)
  expect(skipped).toHaveLength(2)
  expect(skipped[0]).toContain('Item 1: reasoning → causal_events → A → necessary')
})

test.each([
  ['[{', 'bench/json'],
  ['{"a": 1\n', 'bench/json'],
  ['', 'bench/item'],
  ['[]', 'bench/item'],
  ['[null]', 'bench/item'],
])('%j is refused as %s', (text, code) => {
  expect(() => parseBench(text)).toThrow(expect.objectContaining({ code }))
})

test('a score counts agreement, what the rules settle, and each row', () => {
  const { items } = parseBench(
    JSON.stringify([
      item({ A: event(norm) }),
      item({ A: event({}) }, 'Yes'),
      item({ A: event({ sufficient: true, norm_violated: true }), B: event({ focal: false, sufficient: true }) }, 'No'),
    ]),
  )
  const score = scoreBench(items, { ties: 'deflate' })
  expect(score).toMatchObject({ items: 3, yes: 2, right: 2, byRule: { items: 2, right: 1 } })
  expect(score.branches.get('disjunctive, tied')).toEqual({ items: 1, right: 1 })
  expect(scoreBench(items, { ties: 'inflate' }).right).toBe(1)
  expect(score.notions['norm or intention']).toBe(1)
})
