import { expect, test } from 'vitest'
import { openWorkspace } from '../kernels.ts'
import { createLexicon } from '../lexicon.ts'
import { normal, pick, seededRandom } from '../random.ts'
import { bagOf } from './batches.ts'
import { beginAtRandom, composeTokens } from './composition.ts'
import { createContrast } from './contrast.ts'
import { readCorpus } from './corpus.ts'
import { inventedArticles } from './invented.ts'
import { createModel } from './model.ts'
import { neighboursByWords } from './neighbours.ts'

const dimension = 16
const pairs = 8

/** A tiny model of random texts, in which tokens repeat within and between texts. */
function tiny() {
  const random = seededRandom(3)
  const composition = {
    starts: Int32Array.of(0, 2, 3, 6, 7, 9, 10),
    rows: Int32Array.of(0, 4, 1, 2, 4, 5, 3, 4, 5, 1),
    factors: Float32Array.from({ length: 10 }, () => 0.5 + random()),
  }
  const workspace = openWorkspace(4)
  const model = createModel(workspace, composition, { dimension, rows: 6, maxBags: 2 * pairs, maxTerms: 400 })
  for (let i = 0; i < model.parameters.length; i++) model.parameters[i] = normal(random)
  const bags = Array.from({ length: 2 * pairs }, () =>
    bagOf([Int32Array.from({ length: 1 + pick(random, 9) }, () => pick(random, 6))]),
  )
  return { model, bags, contrast: createContrast(workspace, { pairs, dimension, temperature: 0.5 }) }
}

/** The loss by its formula, in double precision, from unit vectors. */
function straightLoss(units: Float32Array, temperature: number): number {
  const score = (i: number, j: number) => {
    let sum = 0
    for (let k = 0; k < dimension; k++) sum += units[i * dimension + k]! * units[(pairs + j) * dimension + k]!
    return sum / temperature
  }
  let loss = 0
  for (let i = 0; i < pairs; i++) {
    let [row, column] = [0, 0]
    for (let j = 0; j < pairs; j++) {
      row += Math.exp(score(i, j))
      column += Math.exp(score(j, i))
    }
    loss -= (2 * score(i, i) - Math.log(row) - Math.log(column)) / (2 * pairs)
  }
  return loss
}

test('the loss is the formula', () => {
  const { model, bags, contrast } = tiny()
  const units = model.forward(bags)
  expect(contrast(units).loss).toBeCloseTo(straightLoss(units, 0.5), 4)
})

test('the gradient meets finite differences, through composition, sums and normalisation', () => {
  const { model, bags } = tiny()
  const gradient = gradientOf(tiny())
  const width = 1e-2 // central differences of float32 sums: error some 1e-4
  for (let at = 0; at < model.parameters.length; at += 5) {
    const value = model.parameters[at]!
    const lossAt = (moved: number) => {
      model.parameters[at] = moved
      const loss = straightLoss(model.forward(bags), 0.5)
      model.parameters[at] = value
      return loss
    }
    const difference = (lossAt(value + width) - lossAt(value - width)) / (2 * width)
    expect(Math.abs(gradient[at]! - difference), `parameter ${at}`).toBeLessThan(2e-3)
  }
})

function gradientOf({ model, bags, contrast }: ReturnType<typeof tiny>): Float32Array {
  const { gradient } = contrast(model.forward(bags))
  model.backward(gradient)
  return model.gradient.slice()
}

test('neighbours are those of BM25 worked out straight', () => {
  const articles = inventedArticles(300, 5, 20).map(({ title, abstract }, at) => ({
    title,
    abstract: at % 3 === 0 ? `${abstract} ${'and so on '.repeat(20)}` : abstract, // lengths must matter
  }))
  const corpus = readCorpus(articles, createLexicon([], new Int32Array()))
  const found = neighboursByWords(corpus, 5, () => true)
  const words = (text: string) => text.toLowerCase().match(/[a-z]+/g)!
  const documents = articles.map(({ abstract }) => words(abstract))
  const mean = documents.reduce((sum, { length }) => sum + length, 0) / documents.length
  const withWord = new Map<string, number>()
  for (const document of documents)
    for (const word of new Set(document)) withWord.set(word, (withWord.get(word) ?? 0) + 1)
  const everywhere = new Map<string, number>()
  for (const [at, { title }] of articles.entries())
    for (const word of new Set([...words(title), ...documents[at]!]))
      everywhere.set(word, (everywhere.get(word) ?? 0) + 1)
  const score = (query: string[], document: string[]) =>
    [...new Set(query)].reduce((sum, word) => {
      const count = document.filter((one) => one === word).length
      if (count === 0 || everywhere.get(word)! > Math.max(20, 0.05 * 300)) return sum
      const n = withWord.get(word)!
      const idf = Math.log(1 + (300 - n + 0.5) / (n + 0.5))
      return sum + (idf * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * document.length) / mean))
    }, 0)
  expect(found.filter((other) => other >= 0).length).toBeGreaterThan(1000)
  for (let at = 0; at < 300; at += 7) {
    const query = words(articles[at]!.title)
    const best = documents
      .map((document, other) => (other === at ? 0 : score(query, document)))
      .filter((one) => one > 0)
      .sort((a, b) => b - a)
      .slice(0, 5)
    const own = [...found.subarray(at * 5, at * 5 + 5)].filter((other) => other >= 0)
    expect(own).toHaveLength(best.length)
    for (const [rank, other] of own.entries()) {
      expect(other).not.toBe(at)
      expect(score(query, documents[other]!)).toBeCloseTo(best[rank]!, 4)
    }
  }
})

test('before training a text is near to itself and far from others: a random projection', () => {
  const articles = inventedArticles(60, 9, 60)
  const lexicon = createLexicon([], new Int32Array())
  const corpus = readCorpus(articles, lexicon)
  const composition = composeTokens(lexicon, corpus, corpus.unknown, { pieceRows: 2048, rarityPower: 1 })
  const model = createModel(openWorkspace(16), composition, { dimension: 256, rows: 2048, maxBags: 60, maxTerms: 9000 })
  beginAtRandom(model.parameters, lexicon, composition, 256, seededRandom(1))
  const { tokens, starts } = corpus.titles
  const units = model.forward(articles.map((_, at) => bagOf([tokens.subarray(starts[at], starts[at + 1])])))
  for (let at = 1; at < 60; at++) {
    let [self, other] = [0, 0]
    for (let k = 0; k < 256; k++) {
      self += units[at * 256 + k]! ** 2
      other += units[at * 256 + k]! * units[(at - 1) * 256 + k]!
    }
    expect(self).toBeCloseTo(1, 5)
    expect(Math.abs(other)).toBeLessThan(0.6)
  }
})
