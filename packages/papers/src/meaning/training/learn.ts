/**
 * Learns the static embedder from titles and abstracts: texts of one article are drawn together, texts of others apart
 * (contrast.ts), articles that look alike in words being set against each other (neighbours.ts, batches.ts). Now and
 * then it is asked to find abstracts it has not seen by their titles; the best weights met are kept, and when they get
 * no better it ends.
 *
 * The same articles, in any order, with the same recipe and seed give the same weights to the byte, unless `minutes`
 * ends it first.
 */
import { PapersError } from '../../errors.ts'
import { isHeldOut, positionOf } from '../heldOut.ts'
import { seededRandom } from '../random.ts'
import type { StaticWeights } from '../staticFile.ts'
import type { Article } from './corpus.ts'
import { takeCourse } from './course.ts'
import { type Found, findByTitle } from './findByTitle.ts'
import { gatherLexicon } from './gather.ts'
import type { LearnProgress } from './progress.ts'
import { type Recipe, recipe } from './recipe.ts'
import { openSchool } from './school.ts'
import { weightsOf } from './weightsOf.ts'

export type LearnOptions = Partial<Recipe> & {
  seed: number
  signal?: AbortSignal
  /** Wall time after which it ends with the best so far. */
  minutes?: number
  onProgress?(progress: LearnProgress): void
}

export type Learnt = {
  weights: StaticWeights
  articles: number
  epochs: number
  /** Mean loss between two looks. */
  losses: number[]
  /** On the articles that decided when to stop: before, and the best. */
  before: Found
  development: Found
  /** On articles that decided nothing. */
  test: Found
}

/** Fewer articles than this teach nothing that holds for others. */
export const leastArticles = 200
const shortestAbstract = 100

export async function learnEmbedder(articles: readonly Article[], options: LearnOptions): Promise<Learnt> {
  const settings = { ...recipe, ...options }
  const { signal, seed, onProgress } = settings
  const usable = articles.filter(({ title, abstract }) => title.trim() !== '' && abstract.length >= shortestAbstract)
  requireEnough(articles.length, usable.length)
  const { training, development, test } = divide(usable)
  const random = seededRandom(seed)
  onProgress?.({ stage: 'reading', fraction: 0, tokens: 0 })
  const lexicon = gatherLexicon(
    training.map(({ title, abstract }) => `${title}\n${abstract}`),
    settings,
  )
  await breathe(signal)
  const school = openSchool(lexicon, { training, development, test }, settings, random)
  const course = await takeCourse(school, settings, random, () => breathe(signal))
  const onTest = findByTitle(school.model, school.test, school.batch)
  const { best, before, epochs, losses } = course
  return {
    weights: weightsOf(school.model, lexicon, settings, {
      ...{ seed, articles: training.length, epochs },
      ...{ developmentFirst: best.first, testArticles: onTest.articles, testFirst: onTest.first },
    }),
    ...{ articles: training.length, epochs, losses, before, development: best, test: onTest },
  }
}

function requireEnough(given: number, usable: number): void {
  if (usable >= leastArticles) return
  throw new PapersError(
    'meaning/too-few',
    `An embedder cannot be learnt from ${usable} of ${given} papers: it takes at least ${leastArticles} that have a title and an abstract of ${shortestAbstract} characters or more, and some thousands to be worth it.`,
    { hint: 'Import more papers, or keep the weights that come with the program.' },
  )
}

/**
 * Articles of the test part (heldOut.ts) teach nothing and decide nothing. Of the others one in 38, but 20 to 2,200,
 * decides when to stop: those first by the hash of the title, which of the conference papers is the development part.
 */
function divide(articles: readonly Article[]) {
  const ordered = articles
    .map((article) => ({ article, position: positionOf(article.title) }))
    .sort((a, b) => a.position - b.position || (a.article.abstract < b.article.abstract ? -1 : 1))
    .map(({ article }) => article)
  const test = ordered.filter(({ title }) => isHeldOut(title))
  const others = ordered.slice(test.length) // the test part is what comes first
  const count = Math.min(2200, Math.max(20, Math.round(others.length / 38)))
  return { test, development: others.slice(0, count), training: others.slice(count) }
}

/** Lets the event loop run, so that a reader who wants it to stop is heard. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  if (signal?.aborted) throw new PapersError('aborted', 'Learning was stopped; nothing was changed.')
}
