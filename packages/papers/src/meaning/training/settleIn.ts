/**
 * Weights that are at home in a library: the program's own where they serve it well, else those weights taught by the
 * library. The library's own titles decide, each of which should find its abstract:
 *
 *   1. A tenth of the papers, 50 to 200, is set apart for examination. If their titles find them as often as those of unseen
 *      papers of the kind the weights were learnt from, as far as chance allows, the weights stay.
 *   2. Otherwise they are adapted to the other papers (adapt.ts) and learn from them, beginning there (course.ts); the best
 *      state by the examination is kept, unless it is worse than what was given by more than chance.
 *
 * The same papers, in any order, and the same seed give the same weights to the byte.
 */
import { PapersError } from '../../errors.ts'
import { adaptWeights } from '../adapt.ts'
import { positionOf } from '../heldOut.ts'
import { createLexicon } from '../lexicon.ts'
import { seededRandom } from '../random.ts'
import { createStaticEmbedder } from '../staticEmbedder.ts'
import type { StaticWeights } from '../staticFile.ts'
import { type Article, withoutTitle } from './corpus.ts'
import { takeCourse } from './course.ts'
import { rankOf } from './findByTitle.ts'
import type { LearnProgress } from './progress.ts'
import { type Recipe, recipe } from './recipe.ts'
import { openSchool } from './school.ts'
import { weightsOf } from './weightsOf.ts'

export type Settled = {
  /** Absent where the weights that were given serve the library as well. */
  weights?: StaticWeights
  /** Papers set apart, and the share of them that their titles find first with the given weights. */
  examined: number
  given: number
  /** The same with the weights that have learnt; absent where none had to. */
  learnt?: number
}

export type SettleOptions = Partial<Recipe> & {
  seed: number
  signal?: AbortSignal
  onProgress?(progress: LearnProgress): void
}

/** Fewer papers with title and abstract than this decide nothing. */
export const leastPapers = 500
/** More papers would take longer than a reader waits after an import: so many teach, drawn by the hash of their titles. */
export const mostPapers = 10_000
const examined = { most: 200, share: 0.1 }
/**
 * The share of 200 unseen papers that the shipped weights find first by their titles, among conference papers like those
 * they were learnt from (mean of ten groups of the development part; of 50 it is 0.989).
 */
const expected = 0.974
const shortestAbstract = 100

/** `given` stays as it is. Undefined where there are too few papers to tell. */
export async function settleIn(
  given: StaticWeights,
  articles: readonly Article[],
  options: SettleOptions,
): Promise<Settled | undefined> {
  const { examination, others } = divide(articles)
  if (examination.length === 0) return undefined
  const { signal, onProgress } = options
  onProgress?.({ stage: 'examining', fraction: 0, tokens: 0 })
  const before = await examine(given, examination, signal)
  const result = { examined: examination.length, given: share(before) }
  if (!isFar(before)) return result
  const weights = await learnFurther(await adapt(given, others, signal), { examination, others }, options)
  const after = await examine(weights, examination, signal)
  return { ...result, learnt: share(after), ...(isBetter(after, before) ? {} : { weights }) }
}

type Parts = { examination: Article[]; others: Article[] }

/** By the hash of the title, so that the order of papers means nothing. */
function divide(articles: readonly Article[]): Parts {
  const usable = articles
    .map(({ title, abstract }) => ({ title, abstract: withoutTitle(title, abstract) }))
    .filter(({ title, abstract }) => title.trim() !== '' && abstract.length >= shortestAbstract)
    .map((article) => ({ article, position: positionOf(article.title) }))
    .sort((a, b) => a.position - b.position || (a.article.abstract < b.article.abstract ? -1 : 1))
    .map(({ article }) => article)
  if (usable.length < leastPapers) return { examination: [], others: [] }
  const apart = Math.min(examined.most, Math.round(usable.length * examined.share))
  return { examination: usable.slice(0, apart), others: usable.slice(apart, apart + mostPapers) }
}

const adapt = (weights: StaticWeights, articles: readonly Article[], signal: AbortSignal | undefined) =>
  adaptWeights(
    weights,
    articles.map(({ title, abstract }) => `${title}\n${abstract}`),
    { signal },
  )

/** For each article, whether its title finds its abstract first among all. */
async function examine(weights: StaticWeights, articles: readonly Article[], signal?: AbortSignal): Promise<boolean[]> {
  const { dimension, embed } = createStaticEmbedder(weights, 'examined')
  const titles = articles.map(({ title }) => title)
  const abstracts = articles.map(({ abstract }) => abstract)
  const queries = await embed(titles, { as: 'query', signal })
  const documents = await embed(abstracts, { as: 'document', signal })
  return articles.map((_, at) => rankOf(queries, documents, at, dimension) === 1)
}

function share(found: readonly boolean[]): number {
  return found.filter(Boolean).length / found.length
}

/** Whether so few would be found by chance in one library of the weights' own kind in a hundred (normal approximation). */
function isFar(found: readonly boolean[]): boolean {
  return share(found) < expected - 2.33 * Math.sqrt((expected * (1 - expected)) / found.length)
}

/** One-sided sign test: that so many of the titles on which the two differ speak for the second by chance is below 1 %. */
export function isBetter(first: readonly boolean[], second: readonly boolean[]): boolean {
  const gained = second.filter((found, at) => found && !first[at]).length
  const lost = first.filter((found, at) => found && !second[at]).length
  return tail(gained + lost, gained) < 0.01
}

/** The chance of `least` or more heads among `tosses`. */
function tail(tosses: number, least: number): number {
  let logTerm = -tosses * Math.LN2 // ln of C(tosses, k) ÷ 2^tosses at k = 0
  let sum = least <= 0 ? Math.exp(logTerm) : 0
  for (let k = 1; k <= tosses; k++) {
    logTerm += Math.log((tosses - k + 1) / k)
    if (k >= least) sum += Math.exp(logTerm)
  }
  return sum
}

async function learnFurther(from: StaticWeights, { examination, others }: Parts, options: SettleOptions) {
  const { dimension, pieces } = from.header
  const settings = { ...recipe, ...options, dimension, pieceRows: pieces }
  const random = seededRandom(options.seed)
  const lexicon = createLexicon(from.words, from.pairs)
  const school = openSchool(lexicon, { training: others, development: examination, test: [] }, settings, random, from)
  const { epochs, best } = await takeCourse(school, settings, random, () => breathe(options.signal))
  return weightsOf(school.model, lexicon, settings, {
    ...from.header.training,
    ...{ settledAmong: others.length, settledEpochs: epochs, settledFirst: best.first, settledSeed: options.seed },
  })
}

/** Lets the event loop run, so that a wish to stop is heard. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  if (signal?.aborted) throw new PapersError('aborted', 'Learning was stopped; nothing was changed.')
}
