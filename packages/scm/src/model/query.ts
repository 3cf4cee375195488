/** The door to every model's distributions: P(of | given) in the world after do. */
import { ScmError } from '../errors.ts'
import { type Names, namesOf } from '../graph/names.ts'
import type { EliminationOptions } from '../inference/eliminate.ts'
import type { DiscreteJoint } from '../probability/joint.ts'
import type { Random } from '../random.ts'
import { type DiscreteModel, endogenousNames, exactQuery, type Query } from './discreteQuery.ts'
import { type FunctionalScm, interveneOnFunctional } from './functionalScm.ts'
import { type ExactGaussian, gaussianAnswer, isLinearGaussian } from './gaussian.ts'
import { particleAnswer, type SampledAnswer } from './particles.ts'
import { type SampledJoint, sampledQuery } from './sampledQuery.ts'

export type RealQuery = {
  of: Names
  given?: Readonly<Record<string, number>>
  do?: Readonly<Record<string, number>>
}

export type QueryOptions = EliminationOptions & {
  /** `exact` by default where the model allows it. */
  method?: 'exact' | 'sampling'
  /** For sampling: where randomness comes from, and how many samples (10,000 by default). */
  random?: Random
  samples?: number
  signal?: AbortSignal
}

/**
 * P(of | given) after do. Discrete models answer with a table, exactly or (method: 'sampling') with intervals; a
 * linear-Gaussian model with a Gaussian; other functional models with weighted samples. Exact work that would need too
 * large a table is refused before it begins, with `inference/too-large`; evidence that cannot be, with
 * `evidence/impossible`.
 */
export function query(model: DiscreteModel, asked: Query, options: QueryOptions & { method: 'sampling' }): SampledJoint
export function query(model: DiscreteModel, asked: Query, options?: QueryOptions): DiscreteJoint
export function query(model: FunctionalScm, asked: RealQuery, options?: QueryOptions): ExactGaussian | SampledAnswer
export function query(
  model: DiscreteModel | FunctionalScm,
  asked: Query | RealQuery,
  options: QueryOptions = {},
): DiscreteJoint | SampledJoint | ExactGaussian | SampledAnswer {
  const { method, samples = 10_000, signal } = options
  if (model.kind !== 'functional') {
    if (method !== 'sampling') return exactQuery(model, asked, options)
    return sampledQuery(model, asked, { samples, random: needed(options), signal })
  }
  const { given = {}, do: set = {} } = asked as RealQuery
  const of = namesOf(asked.of)
  if (isLinearGaussian(model) && method !== 'sampling') return gaussianAnswer(model, { of, given, do: set })
  const acted = interveneOnFunctional(model, set)
  return particleAnswer(acted, { of, evidence: given }, { samples, random: needed(options), signal })
}

/** The joint distribution of all endogenous variables (of a network: of all variables), or of those named. */
export function distribution(
  model: DiscreteModel,
  { of = endogenousNames(model), ...rest }: Omit<Query, 'of'> & { of?: Names } = {},
  options: EliminationOptions = {},
): DiscreteJoint {
  return exactQuery(model, { of, ...rest }, options)
}

function needed({ random }: QueryOptions): Random {
  if (random) return random
  throw new ScmError('query/random', 'Samples are needed here, and they need `random`.', {
    hint: 'Pass { random: seededRandom(1) }.',
  })
}
