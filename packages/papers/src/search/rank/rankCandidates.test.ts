import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { explainScore } from './explain.ts'
import { expandedQuery, feedbackDirection, similarity } from './feedback.ts'
import { countTerms, paperTerms } from './fieldedBm25.ts'
import { type Asked, type Candidate, rankCandidates } from './rankCandidates.ts'
import { countTexts, emptyCount, statisticsFrom } from './statistics.ts'
import { termsOf } from './terms.ts'

const word = fc.constantFrom('swan', 'duck', 'lake', 'reed', 'pond', 'heron', 'the')
const text = fc.array(word, { maxLength: 10 }).map((words) => words.join(' '))
const vector = fc
  .tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true }), fc.constant(0.5))
  .map((values) => unit(values))
const paper = fc.record({ title: text, abstract: text, names: text, vector, day: fc.integer({ min: 0, max: 20_000 }) })
const papers = fc.array(paper, { minLength: 1, maxLength: 12 })
type Paper = { title: string; abstract: string; names: string; vector: Float32Array; day: number }
const share = fc.double({ min: 0, max: 1, noNaN: true })

function unit(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values)
  return Float32Array.from(values, (value) => value / length)
}

function setUp(given: Paper[]) {
  const counted = emptyCount(given.length)
  countTexts(counted, given)
  const candidates = given.map(
    (one, at): Candidate => ({ id: at + 1, terms: paperTerms(one), vector: one.vector, day: one.day }),
  )
  return { candidates, statistics: statisticsFrom(counted) }
}

const asked = (query: string, vector: Float32Array, meaning: number, recency = 0): Asked => ({
  terms: termsOf(query),
  vector,
  meaning,
  recency,
})

describe('an order of candidates', () => {
  test('does not depend on the order in which they were found', () => {
    fc.assert(
      fc.property(papers, text, vector, share, (given, query, wanted, meaning) => {
        const { candidates, statistics } = setUp(given)
        const there = rankCandidates(asked(query, wanted, meaning), candidates, statistics)
        const back = rankCandidates(asked(query, wanted, meaning), candidates.toReversed(), statistics)
        expect(back.map(({ id }) => id)).toEqual(there.map(({ id }) => id))
      }),
    )
  })

  test('has falling scores, each the sum of its parts', () => {
    fc.assert(
      fc.property(papers, text, vector, share, share, (given, query, wanted, meaning, recency) => {
        const { candidates, statistics } = setUp(given)
        const scored = rankCandidates(asked(query, wanted, meaning, recency), candidates, statistics)
        const scores = scored.map(({ score }) => score)
        expect(scores).toEqual(scores.toSorted((a, b) => b - a))
        for (const one of scored) {
          expect(Number.isFinite(one.score)).toBe(true)
          const sum = explainScore(one, statistics).reduce((all, { value }) => all + value, 0)
          expect(sum).toBeCloseTo(one.score, 9)
        }
      }),
    )
  })

  test('with no share of meaning does not look at vectors, with nothing else does not look at words', () => {
    fc.assert(
      fc.property(papers, text, vector, vector, (given, query, one, other) => {
        const { candidates, statistics } = setUp(given)
        const order = (question: Asked) => rankCandidates(question, candidates, statistics).map(({ id }) => id)
        expect(order(asked(query, one, 0))).toEqual(order(asked(query, other, 0)))
        expect(order(asked('', one, 1))).toEqual(order({ ...asked('', one, 1), terms: [] }))
      }),
    )
  })

  test('of two papers with the same words, the nearer comes first', () => {
    const same = { title: 'Swan lake', abstract: 'A swan.', names: '', day: 0 }
    const { candidates, statistics } = setUp([
      { ...same, vector: unit([0, 1, 0]) },
      { ...same, vector: unit([1, 0.1, 0]) },
    ])
    const order = rankCandidates(asked('swan', unit([1, 0, 0]), 0.5), candidates, statistics)
    expect(order.map(({ id }) => id)).toEqual([2, 1])
  })

  test('of two papers that are alike, the younger comes first when recency counts, and only then', () => {
    const same = { title: 'Swan lake', abstract: 'A swan.', names: '', vector: unit([1, 0, 0]) }
    const { candidates, statistics } = setUp([
      { ...same, day: 1000 },
      { ...same, day: 9000 },
    ])
    const order = (recency: number) =>
      rankCandidates(asked('swan', unit([1, 0, 0]), 0.5, recency), candidates, statistics).map(({ id }) => id)
    expect(order(0.1)).toEqual([2, 1])
    expect(order(0)).toEqual([1, 2])
  })
})

describe('feedback', () => {
  test('known answer: the expanded query of one paper, half and half', () => {
    const terms = paperTerms({ title: '', abstract: 'swan swan lake reed', names: '' })
    const { statistics } = setUp([
      { title: '', abstract: 'swan swan lake reed', names: '', vector: unit([1, 0, 0]), day: 0 },
      { title: '', abstract: 'duck', names: '', vector: unit([1, 0, 0]), day: 0 },
    ])
    const expanded = expandedQuery(countTerms(['swan']), [{ terms, score: 2 }], statistics, { terms: 9, mixture: 0.5 })
    // RM1: swan 1/2, lake 1/4, reed 1/4; the query has the size 1
    expect(Object.fromEntries(expanded)).toEqual({ swan: 0.75, lake: 0.125, reed: 0.125 })
  })

  test('keeps the size of the query, and the query itself when nothing is known of the best papers', () => {
    const { statistics } = setUp([{ title: 'swan', abstract: '', names: '', vector: unit([1, 0, 0]), day: 0 }])
    const query = countTerms(['swan', 'lake', 'swan'])
    expect(expandedQuery(query, [], statistics, { terms: 5, mixture: 0.4 })).toEqual(query)
    const best = [{ terms: paperTerms({ title: 'swan', abstract: '', names: '' }), score: 1 }]
    const sum = [...expandedQuery(query, best, statistics, { terms: 5, mixture: 0.4 }).values()]
    expect(sum.reduce((all, one) => all + one, 0)).toBeCloseTo(3, 12)
  })

  test('the two directions add up to the cosine with the turned query', () => {
    fc.assert(
      fc.property(vector, fc.array(vector, { minLength: 1, maxLength: 5 }), vector, (query, best, other) => {
        const { own, best: centre, ownShare, bestShare } = feedbackDirection(query, best, 0.5)
        const sum = best.reduce((all, one) => all.map((value, at) => value + one[at]!), new Float32Array(3))
        const mean = unit([...sum])
        const turned = unit([...query].map((value, at) => 0.5 * value + 0.5 * mean[at]!))
        expect(ownShare * similarity(own, other) + bestShare * similarity(centre, other)).toBeCloseTo(
          similarity(turned, other),
          5,
        )
      }),
    )
  })
})
