/** Everything a training needs at hand: the articles as tokens, the model, the loss, and one memory for their arrays. */
import { openWorkspace } from '../kernels.ts'
import type { Lexicon } from '../lexicon.ts'
import type { Random } from '../random.ts'
import type { StaticWeights } from '../staticFile.ts'
import { mostTokens } from './batches.ts'
import { beginAtWeights } from './beginAtWeights.ts'
import { beginAtRandom, composeTokens } from './composition.ts'
import { type Contrast, createContrast } from './contrast.ts'
import { type Article, type Corpus, readCorpus } from './corpus.ts'
import { createModel, type Model } from './model.ts'
import { neighboursByWords } from './neighbours.ts'
import type { Recipe } from './recipe.ts'

export type School = {
  training: Corpus
  development: Corpus
  test: Corpus
  model: Model
  contrast: Contrast
  /** Pairs in a step. */
  batch: number
  /** [articles, 2 · group]; see neighboursByWords. */
  neighbours(): Int32Array
}

export type Parts = { training: Article[]; development: Article[]; test: Article[] }

/** `from`: weights of the same lexicon, in its order, to begin at; random codes without. */
export function openSchool(
  lexicon: Lexicon,
  parts: Parts,
  recipe: Recipe,
  random: Random,
  from?: StaticWeights,
): School {
  const training = readCorpus(parts.training, lexicon)
  const development = readCorpus(parts.development, lexicon, training)
  const test = readCorpus(parts.test, lexicon, development)
  const composition = composeTokens(lexicon, training, test.unknown, recipe)
  const named = lexicon.words.length + lexicon.pairs.length / 2
  const rows = named + recipe.pieceRows
  const { dimension, temperature } = recipe
  const batch = Math.min(recipe.batch, 4 * Math.floor(parts.training.length / 16)) // small libraries: four steps an epoch
  const maxTerms = 2 * batch * mostTokens
  const distinct = Math.min(maxTerms, composition.starts.length - 1)
  const numbers =
    dimension * (4 * rows + 2 * distinct + 4 * batch + 1) +
    2 * (composition.rows.length + maxTerms) +
    batch * (batch + 1)
  const workspace = openWorkspace((4 * numbers) / 2 ** 20 + 1)
  const model = createModel(workspace, composition, { dimension, rows, maxBags: 2 * batch, maxTerms })
  if (from) beginAtWeights(model.parameters, composition, from)
  else beginAtRandom(model.parameters, lexicon, composition, dimension, random)
  const isWord = (token: number) => token < lexicon.words.length || token >= named
  return {
    ...{ training, development, test, model, batch },
    contrast: createContrast(workspace, { pairs: batch, dimension, temperature }),
    neighbours: () => neighboursByWords(training, 2 * recipe.group, isWord),
  }
}
