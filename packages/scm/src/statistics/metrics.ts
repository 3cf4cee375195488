/** How well predictions fit: of classes, of scores, of numbers. */
import { ScmError } from '../errors.ts'
import { ranks } from './ranks.ts'
import { requirePairs, requireValues } from './sample.ts'

/**
 * The chance that a positive case scores above a negative one, ties counting half: the area under the ROC curve.
 * Throws `statistics/one-class` without cases of both kinds.
 */
export function auc(scores: ArrayLike<number>, isPositive: ArrayLike<boolean | number>): number {
  if (scores.length !== isPositive.length) throw unequal('auc', scores.length, isPositive.length)
  requireValues('auc', { scores })
  const places = ranks(scores)
  let positives = 0
  let rankSum = 0
  for (let i = 0; i < places.length; i++)
    if (isPositive[i]) {
      positives++
      rankSum += places[i]!
    }
  const negatives = places.length - positives
  if (positives === 0 || negatives === 0)
    throw new ScmError(
      'statistics/one-class',
      `auc needs cases of both kinds, but all ${places.length} are ${positives === 0 ? 'negative' : 'positive'}.`,
    )
  return (rankSum - (positives * (positives + 1)) / 2) / positives / negatives
}

/** The share of cases whose predicted class is the true one. */
export function accuracy<Class>(predicted: ArrayLike<Class>, truth: ArrayLike<Class>): number {
  requireClasses('accuracy', predicted, truth)
  let right = 0
  for (let i = 0; i < truth.length; i++) if (predicted[i] === truth[i]) right++
  return right / truth.length
}

/** The mean over the true classes of the share predicted right: chance level is 1/classes whatever their sizes. */
export function balancedAccuracy<Class>(predicted: ArrayLike<Class>, truth: ArrayLike<Class>): number {
  const recalls = [...classRecalls(predicted, truth).values()]
  return recalls.reduce((sum, { recall }) => sum + recall, 0) / recalls.length
}

/** Of each true class, in the order of appearance, the share predicted right and its size. */
export function classRecalls<Class>(
  predicted: ArrayLike<Class>,
  truth: ArrayLike<Class>,
): Map<Class, { recall: number; n: number }> {
  requireClasses('classRecalls', predicted, truth)
  const counts = new Map<Class, { right: number; n: number }>()
  for (let i = 0; i < truth.length; i++) {
    const { right, n } = counts.get(truth[i]!) ?? { right: 0, n: 0 }
    counts.set(truth[i]!, { right: right + (predicted[i] === truth[i] ? 1 : 0), n: n + 1 })
  }
  return new Map([...counts].map(([name, { right, n }]) => [name, { recall: right / n, n }]))
}

/** √ mean (predicted − truth)² */
export function rmse(predicted: ArrayLike<number>, truth: ArrayLike<number>): number {
  requireNumbers('rmse', predicted, truth)
  let sum = 0
  for (let i = 0; i < truth.length; i++) sum += (predicted[i]! - truth[i]!) ** 2
  return Math.sqrt(sum / truth.length)
}

/** mean |predicted − truth| */
export function meanAbsoluteError(predicted: ArrayLike<number>, truth: ArrayLike<number>): number {
  requireNumbers('meanAbsoluteError', predicted, truth)
  let sum = 0
  for (let i = 0; i < truth.length; i++) sum += Math.abs(predicted[i]! - truth[i]!)
  return sum / truth.length
}

/** 1 − Σ (predicted − truth)² / Σ (truth − mean)²; below 0 where the mean predicts better. */
export function rSquared(predicted: ArrayLike<number>, truth: ArrayLike<number>): number {
  requireNumbers('rSquared', predicted, truth)
  let centre = 0
  for (let i = 0; i < truth.length; i++) centre += truth[i]! / truth.length
  let residual = 0
  let total = 0
  for (let i = 0; i < truth.length; i++) {
    residual += (predicted[i]! - truth[i]!) ** 2
    total += (truth[i]! - centre) ** 2
  }
  if (total === 0)
    throw new ScmError(
      'statistics/no-variation',
      'rSquared: all true values are equal, so there is nothing to explain.',
    )
  return 1 - residual / total
}

function requireNumbers(what: string, predicted: ArrayLike<number>, truth: ArrayLike<number>): void {
  requirePairs(what, predicted, truth)
  requireValues(what, { predicted, truth })
}

function requireClasses(what: string, predicted: ArrayLike<unknown>, truth: ArrayLike<unknown>): void {
  if (predicted.length !== truth.length) throw unequal(what, predicted.length, truth.length)
  if (truth.length === 0) throw new ScmError('statistics/empty', `${what} needs at least 1 case, there are 0.`)
}

function unequal(what: string, first: number, second: number): ScmError {
  return new ScmError(
    'statistics/unequal-lengths',
    `${what} needs as many predictions as cases, but there are ${first} and ${second}.`,
  )
}
