/**
 * Learns the static embedder from titles and abstracts: texts of one article are drawn together, texts of others apart
 * (contrast.ts), articles that look alike in words being set against each other (neighbours.ts, batches.ts). After each
 * part of the work it is asked to find abstracts it has not seen by their titles; the best weights met are kept, and
 * when they get no better it ends.
 *
 * The same articles, options and seed give the same weights, to the byte, on one machine architecture; unless `minutes`
 * ends it first.
 */
import { PapersError } from '../../errors.ts'
import { isHeldOut, positionOf } from '../heldOut.ts'
import { openWorkspace } from '../kernels.ts'
import type { Lexicon } from '../lexicon.ts'
import { type Random, seededRandom } from '../random.ts'
import type { StaticWeights } from '../staticFile.ts'
import { drawPair, mostTokens, orderInGroups } from './batches.ts'
import { beginAtRandom, composeTokens } from './composition.ts'
import { createContrast } from './contrast.ts'
import { type Article, type Corpus, readCorpus } from './corpus.ts'
import { type Found, findByTitle } from './findByTitle.ts'
import { gatherLexicon } from './gather.ts'
import { createModel, type Model } from './model.ts'
import { neighboursByWords } from './neighbours.ts'
import { weightsOf } from './weightsOf.ts'

export type LearnOptions = Partial<typeof defaults> & {
  seed: number
  signal?: AbortSignal
  /** Wall time after which it ends with the best so far. */
  minutes?: number
  onProgress?(progress: LearnProgress): void
}

export type LearnProgress = {
  stage: 'reading' | 'comparing' | 'learning'
  /** 0 to 1. */
  fraction: number
  tokensPerSecond?: number
  loss?: number
  heldOut?: Found
  secondsLeft?: number
}

export type Learnt = {
  weights: StaticWeights
  before: Found
  heldOut: Found
  losses: number[]
  articles: { learnt: number; heldOut: number }
  epochs: number
}

/** The recipe; each value was chosen on the development part (docs/meaning.md). */
export const defaults = {
  dimension: 256,
  words: 28_000,
  pairs: 8_000,
  pieceRows: 8_192,
  minWordArticles: 3,
  minPairArticles: 10,
  rarityPower: 1,
  batch: 1024,
  group: 4,
  temperature: 0.05,
  rate: 0.002,
  epochs: 5,
  sentence: 0.4,
  titlePart: 0.1,
  /** Looks at the held-out articles in an epoch; it ends after `patience` of them without a better one. */
  looks: 2,
  patience: 4,
}

/** Fewer articles than this teach nothing that holds for others. */
export const leastArticles = 200

export async function learnEmbedder(articles: readonly Article[], options: LearnOptions): Promise<Learnt> {
  const settings = { ...defaults, ...options }
  const usable = articles.filter(({ title, abstract }) => title.trim() !== '' && abstract.length >= shortestAbstract)
  requireEnough(articles.length, usable.length)
  const { training, heldOut } = divide(usable)
  const random = seededRandom(settings.seed)
  settings.onProgress?.({ stage: 'reading', fraction: 0 })
  const lexicon = gatherLexicon(
    training.map(({ title, abstract }) => `${title}\n${abstract}`),
    settings,
  )
  await breathe(settings.signal)
  const school = openSchool(lexicon, training, heldOut, settings, random)
  return teach(school, training.length, settings, random)
}

const shortestAbstract = 100

function requireEnough(given: number, usable: number): void {
  if (usable >= leastArticles) return
  throw new PapersError(
    'meaning/too-few',
    `An embedder cannot be learnt from ${usable} papers with a title and an abstract of ${shortestAbstract} characters (${given} were given); it takes at least ${leastArticles}, and some thousands to be worth it.`,
    { hint: 'Import more papers, or keep the weights that come with the program.' },
  )
}

/**
 * Articles of the test part (heldOut.ts) are never learnt from. Of the others one in 38, but 20 to 2,200, is held out for
 * deciding when to stop: those first by the hash of the title, which of the conference papers is the development part.
 */
function divide(articles: readonly Article[]): { training: Article[]; heldOut: Article[] } {
  const ordered = articles
    .map((article) => ({ article, position: positionOf(article.title) }))
    .filter(({ article }) => !isHeldOut(article.title))
    .sort((a, b) => a.position - b.position || (a.article.abstract < b.article.abstract ? -1 : 1))
    .map(({ article }) => article)
  const count = Math.min(2200, Math.max(20, Math.round(ordered.length / 38)))
  return { heldOut: ordered.slice(0, count), training: ordered.slice(count) }
}

type Settings = typeof defaults & LearnOptions

type School = {
  corpus: Corpus
  examination: Corpus
  model: Model
  lexicon: Lexicon
  contrast: ReturnType<typeof createContrast>
  batch: number
}

function openSchool(
  lexicon: Lexicon,
  training: Article[],
  heldOut: Article[],
  settings: Settings,
  random: Random,
): School {
  const corpus = readCorpus(training, lexicon)
  const examination = readCorpus(heldOut, lexicon, corpus)
  const composition = composeTokens(lexicon, corpus, examination.unknown, settings)
  const rows = lexicon.words.length + lexicon.pairs.length / 2 + settings.pieceRows
  const { dimension, temperature } = settings
  const batch = Math.min(settings.batch, 4 * Math.floor(training.length / 16))
  const maxTerms = 2 * batch * mostTokens
  const distinct = Math.min(maxTerms, composition.starts.length - 1)
  const numbers =
    dimension * (4 * rows + 2 * distinct + 4 * batch + 1) +
    2 * composition.rows.length +
    2 * maxTerms +
    batch * (batch + 1)
  const workspace = openWorkspace((4 * numbers) / 2 ** 20 + 1)
  const model = createModel(workspace, composition, { dimension, rows, maxBags: 2 * batch, maxTerms })
  beginAtRandom(model.parameters, lexicon, composition, dimension, random)
  return {
    corpus,
    examination,
    model,
    lexicon,
    contrast: createContrast(workspace, { pairs: batch, dimension, temperature }),
    batch,
  }
}

async function teach(school: School, articles: number, settings: Settings, random: Random): Promise<Learnt> {
  const { model, corpus, lexicon, batch, contrast } = school
  const { onProgress, signal, group, epochs } = settings
  onProgress?.({ stage: 'comparing', fraction: 0 })
  const isWord = (token: number) =>
    token < lexicon.words.length || token >= lexicon.words.length + lexicon.pairs.length / 2
  const neighbours = neighboursByWords(corpus, 2 * group, isWord)
  await breathe(signal)
  const perEpoch = Math.floor(articles / batch)
  const total = perEpoch * epochs
  const before = findByTitle(model, school.examination, batch)
  const best = { found: before, parameters: model.parameters.slice() }
  const clock = createClock(settings.minutes)
  const losses: number[] = []
  let steps = 0
  let stale = 0
  let lossSum = 0
  let ended = false
  for (let epoch = 0; epoch < epochs && !ended; epoch++) {
    const order = orderInGroups(articles, neighbours, group, random)
    let sinceLook = 0
    for (let at = 0; at + batch <= order.length && !ended; at += batch) {
      await breathe(signal)
      const pairs = Array.from({ length: batch }, (_, i) => drawPair(corpus, order[at + i]!, settings, random))
      const bags = [...pairs.map(({ query }) => query), ...pairs.map(({ document }) => document)]
      const { loss, gradient } = contrast(model.forward(bags))
      model.backward(gradient)
      model.step(settings.rate * Math.min(1, (steps + 1) / warmUp) * (1 - 0.95 * (steps / total)))
      steps++
      sinceLook++
      lossSum += loss
      clock.count(bags)
      const looking = sinceLook >= perEpoch / settings.looks || steps === total || clock.isOver()
      if (looking) {
        const found = findByTitle(model, school.examination, batch)
        losses.push(lossSum / sinceLook)
        ;[lossSum, sinceLook] = [0, 0]
        stale = found.meanReciprocalRank > best.found.meanReciprocalRank ? 0 : stale + 1
        if (stale === 0) {
          best.found = found
          best.parameters.set(model.parameters)
        }
        ended = stale >= settings.patience || clock.isOver()
      }
      onProgress?.({
        stage: 'learning',
        fraction: steps / total,
        loss,
        heldOut: best.found,
        ...clock.speed(steps, total),
      })
    }
  }
  model.parameters.set(best.parameters)
  return {
    weights: weightsOf(model, lexicon, settings, {
      seed: settings.seed,
      articles,
      steps,
      heldOut: best.found.articles,
      heldOutTop1: best.found.first,
      heldOutMrr: best.found.meanReciprocalRank,
    }),
    before,
    heldOut: best.found,
    losses,
    articles: { learnt: articles, heldOut: best.found.articles },
    epochs: steps / Math.max(1, perEpoch),
  }
}

const warmUp = 20

function createClock(minutes: number | undefined) {
  const started = performance.now()
  let tokens = 0
  const seconds = () => (performance.now() - started) / 1000
  return {
    count(bags: readonly { tokens: Int32Array }[]): void {
      for (const bag of bags) tokens += bag.tokens.length
    },
    isOver: () => minutes !== undefined && seconds() >= 60 * minutes,
    speed(steps: number, total: number) {
      const left = (seconds() * (total - steps)) / steps
      return {
        tokensPerSecond: tokens / seconds(),
        secondsLeft: minutes === undefined ? left : Math.min(left, Math.max(0, 60 * minutes - seconds())),
      }
    },
  }
}

/** Lets the event loop run, so that Ctrl-C and a server's other work are heard. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  if (signal?.aborted) throw new PapersError('aborted', 'Learning was stopped; nothing was changed.')
}
