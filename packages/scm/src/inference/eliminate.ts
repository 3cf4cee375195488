/**
 * Exact inference by variable elimination (Zhang & Poole 1994; Dechter 1999, bucket elimination).
 *
 * Tables that become extreme are scaled and the scale is kept as a logarithm, so that the probability of much evidence
 * does not underflow.
 */
import { ScmError } from '../errors.ts'
import { type EliminationPlan, planElimination } from './eliminationOrder.ts'
import { type Factor, reduceFactor, sumProduct } from './factor.ts'

export type EliminationOptions = {
  /** Most entries that one table may have: 2²⁵ (256 MB) by default. */
  largestTable?: number
}

/** `factor.p` times e^`logScale` is the unnormalised marginal. */
export type Marginal = { factor: Factor; logScale: number; plan: EliminationPlan }

const mostEntries = 2 ** 25

/**
 * Σ over all variables but `keep` of Π factors, where `observed[v] ≥ 0` fixes v.
 * The result ranges over `keep` in the order given. Throws `inference/too-large` before any work is done.
 */
export function eliminate(
  factors: readonly Factor[],
  cards: ArrayLike<number>,
  keep: readonly number[],
  observed: ArrayLike<number>,
  { largestTable = mostEntries }: EliminationOptions = {},
): Marginal {
  let logScale = 0
  let pool = factors.map((factor) => reduceFactor(factor, cards, observed))
  const plan = planElimination(
    pool.map(({ scope }) => scope),
    cards,
    new Set(keep),
  )
  if (plan.largestTable > largestTable) throw tooLarge(plan, largestTable)
  for (const variable of plan.order) {
    const touching = pool.filter(({ scope }) => scope.includes(variable))
    const message = sumProduct(touching, cards, { sumOut: variable })
    logScale += message.logScale
    pool = [...pool.filter(({ scope }) => !scope.includes(variable)), message]
  }
  const { logScale: rest, ...factor } = sumProduct(pool, cards, { order: keep })
  return { factor, logScale: logScale + rest, plan }
}

function tooLarge({ largestTable, width }: EliminationPlan, limit: number): ScmError {
  return new ScmError(
    'inference/too-large',
    `Exact inference would need a table of ${inWords(largestTable)} entries over ${width + 1} variables; the limit is ${inWords(limit)}.`,
    {
      hint: 'Ask for an estimate instead (method: "sampling"), add evidence, or raise `largestTable`.',
      details: { largestTable, width, limit },
    },
  )
}

function inWords(count: number): string {
  return count < 1e6 ? String(count) : count.toExponential(1)
}
