import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countTerms, mostPossible, paperTerms, termScores } from './fieldedBm25.ts'
import { pairScores, pairsOf } from './proximity.ts'
import { countTexts, emptyCount, type Statistics, statisticsFrom } from './statistics.ts'
import { termsOf } from './terms.ts'

const library = [
  { title: 'Swan lake', abstract: 'The swan on the lake counts another swan.', names: 'Ada Quill' },
  { title: 'Duck pond', abstract: 'A duck, and no swan.', names: '' },
  { title: 'Reed', abstract: 'Reed by the lake and reed by the pond.', names: 'Reed, Bo' },
]
const statistics = statisticsOf(library)

function statisticsOf(texts: typeof library): Statistics {
  const counted = emptyCount(texts.length)
  countTexts(counted, texts)
  return statisticsFrom(counted)
}

const scoreOf = (query: string, paper: (typeof library)[number], of = statistics) =>
  termScores(countTerms(termsOf(query)), paperTerms(paper), of).reduce((sum, { value }) => sum + value, 0)

describe('BM25 over parts', () => {
  test('known answer: “swan” in the first of three papers, by hand', () => {
    // title: 1 of 2 words (swan lake), mean (2 + 2 + 1)/3; abstract: 2 of 5 (swan lake counts another swan), mean
    // (5 + 2 + 4)/3; df = 2 of 3
    const idf = Math.log(1 + (3 - 2 + 0.5) / 2.5)
    const frequency = 3 / (0.25 + (0.75 * 2) / (5 / 3)) + 2 / (0.25 + (0.75 * 5) / (11 / 3))
    expect(scoreOf('swan', library[0]!)).toBeCloseTo((idf * frequency * 2.2) / (1.2 + frequency), 12)
  })

  test('known answer: lengths leave common words out', () => {
    expect(statistics.lengths).toEqual({ title: 5 / 3, abstract: 11 / 3, names: 4 / 3 })
    expect(termsOf('The swan on the lake')).toEqual(['', 'swan', '', '', 'lake'])
  })

  test('a brute-force count over the words themselves gives the same', () => {
    const word = fc.constantFrom('swan', 'duck', 'lake', 'reed', 'pond', 'the')
    const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '))
    const paper = fc.record({ title: text, abstract: text, names: text })
    fc.assert(
      fc.property(fc.array(paper, { minLength: 1, maxLength: 6 }), text, (papers, query) => {
        const own = statisticsOf(papers)
        for (const one of papers) expect(scoreOf(query, one, own)).toBeCloseTo(bruteForce(query, one, papers), 9)
      }),
    )
  })

  test('is never more than what is possible, and grows with every further occurrence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.constantFrom('title', 'abstract', 'names'), (times, part) => {
        const paper = { title: 'x', abstract: 'x', names: 'x' }
        // words of another kind keep the length as it is
        const filled = (swans: number) => ({
          ...paper,
          [part]: `${'swan '.repeat(swans)}${'other '.repeat(61 - swans)}`,
        })
        const score = scoreOf('swan', filled(times))
        expect(score).toBeGreaterThan(times > 1 ? scoreOf('swan', filled(times - 1)) : 0)
        expect(score).toBeLessThan(mostPossible(countTerms(['swan']), statistics))
      }),
    )
  })
})

/** The formula once more, over plain words and without any of the code under test. */
function bruteForce(query: string, paper: (typeof library)[number], papers: (typeof library)[number][]): number {
  const words = (text: string) => text.split(' ').filter((one) => one !== '' && one !== 'the')
  const parts = [
    ['title', 3],
    ['abstract', 1],
    ['names', 1],
  ] as const
  let score = 0
  for (const asked of words(query)) {
    const having = papers.filter((one) => parts.some(([part]) => words(one[part]).includes(asked))).length
    let frequency = 0
    for (const [part, weight] of parts) {
      const all = papers.reduce((sum, one) => sum + words(one[part]).length, 0) / papers.length || 1
      const own = words(paper[part])
      frequency += (weight * own.filter((one) => one === asked).length) / (0.25 + (0.75 * own.length) / all)
    }
    score += (Math.log(1 + (papers.length - having + 0.5) / (having + 0.5)) * frequency * 2.2) / (1.2 + frequency)
  }
  return score
}

describe('neighbours', () => {
  const pairs = (query: string, abstract: string) =>
    pairScores(pairsOf(termsOf(query)), paperTerms({ title: '', abstract, names: '' }), statistics)

  test('stand in order, near each other, or far apart', () => {
    const [ordered] = pairs('swan lake', 'a swan lake')
    expect(ordered!.ordered).toBeGreaterThan(0)
    const [turned] = pairs('swan lake', 'lake swan')
    expect(turned).toMatchObject({ ordered: 0 })
    expect(turned!.near).toBeGreaterThan(0)
    expect(pairs('swan lake', `swan ${'reed '.repeat(9)}lake`)).toEqual([])
  })

  test('keep the distance the query gives them: “theory of mind” is no “theory mind”', () => {
    expect(pairs('swan of lake', 'swan of lake')[0]!.ordered).toBeGreaterThan(0)
    expect(pairs('swan of lake', 'swan lake')[0]!.ordered).toBe(0)
  })

  test('a word beside itself is no pair', () => expect(pairsOf(termsOf('swan swan'))).toEqual([]))
})

test('words are told apart in scripts without blanks', () => {
  expect(termsOf('基于因果推断的天鹅计数')).toContain('天鹅')
  expect(termsOf('データからの因果探索')).toContain('因果')
})
