/**
 * Counterfactuals of functional models by weighted samples of the noise: abduction by likelihood weighting, then action
 * and prediction with the same noise.
 *
 * In the factual world, causes first: an unseen variable draws its noise. A seen variable with additive noise gets the
 * noise that explains it, and the sample the density of that noise as weight; a seen Gumbel-max variable gets Gumbels from
 * their posterior (Maddison, Tarlow & Minka 2014, §2.2) and the probability of its value as weight; any other seen variable
 * is simulated, and a sample that disagrees is dropped.
 */
import { ScmError } from '../errors.ts'
import type { Random } from '../random.ts'
import {
  type FunctionalScm,
  type FunctionalVariable,
  interveneOnFunctional,
  logProbabilities,
  mechanismValue,
  requireEndogenous,
  type Values,
} from './functionalScm.ts'
import { standardGumbel } from './noise.ts'

export type ParticleQuery = {
  of: readonly string[]
  evidence?: Readonly<Record<string, number>>
  do?: Readonly<Record<string, number>>
}

export type ParticleOptions = { random: Random; samples?: number; signal?: AbortSignal }

/** Means of the variables asked about with 95 % intervals, and the weighted samples they come from. */
export type SampledAnswer = {
  readonly kind: 'sampled'
  readonly variables: readonly string[]
  readonly mean: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  readonly effectiveSamples: number
  /** One column for each variable asked about. */
  readonly columns: readonly Float64Array[]
  readonly weights: Float64Array
}

type NoiseValue = number | Float64Array

/** Throws `evidence/unseen` when every sample is dropped. One sample is enough when the evidence fixes all noise. */
export function particleAnswer(
  model: FunctionalScm,
  { of, evidence = {}, do: set = {} }: ParticleQuery,
  { random, samples = 10_000, signal }: ParticleOptions,
): SampledAnswer {
  for (const name of [...of, ...Object.keys(evidence)]) requireEndogenous(model, name)
  const acted = interveneOnFunctional(model, set)
  const count = isFixed(model, evidence) ? 1 : samples
  const columns = of.map(() => new Float64Array(count))
  const weights = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    if (i % 1024 === 0) signal?.throwIfAborted()
    const { weight, exogenous, noises } = abduct(model, evidence, random)
    weights[i] = weight
    if (weight === 0) continue
    const world = predict(model, acted, exogenous, noises)
    for (const [k, name] of of.entries()) columns[k]![i] = world[name]!
  }
  return summarised(of, columns, weights, evidence)
}

/** Every variable seen and invertible, and nothing shared that was not seen: then the noise is known. */
function isFixed({ exogenous, variables }: FunctionalScm, evidence: Values): boolean {
  return (
    exogenous.size === 0 &&
    variables.every(
      ({ name, mechanism }) => name in evidence && (mechanism.kind === 'linear' || mechanism.kind === 'additive'),
    )
  )
}

function abduct({ exogenous: named, variables }: FunctionalScm, evidence: Values, random: Random) {
  const exogenous: Record<string, number> = {}
  for (const [name, noise] of named) exogenous[name] = noise.sample(random)
  const values: Record<string, number> = { ...exogenous }
  const noises: NoiseValue[] = []
  let weight = 1
  for (const variable of variables) {
    const seen = evidence[variable.name]
    const step = seen === undefined ? free(variable, values, random) : explained(variable, values, seen, random)
    if (step.weight === 0) return { weight: 0, exogenous, noises }
    weight *= step.weight
    noises.push(step.noise)
    values[variable.name] = seen ?? mechanismValue(variable, values, step.noise)
  }
  return { weight, exogenous, noises }
}

type Step = { noise: NoiseValue; weight: number }

function free({ mechanism }: FunctionalVariable, _values: Values, random: Random): Step {
  if (mechanism.kind === 'gumbel-max')
    return { noise: Float64Array.from({ length: mechanism.card }, () => standardGumbel(random)), weight: 1 }
  return { noise: mechanism.noise?.sample(random) ?? 0, weight: 1 }
}

function explained(variable: FunctionalVariable, values: Values, seen: number, random: Random): Step {
  const { mechanism } = variable
  switch (mechanism.kind) {
    case 'linear':
    case 'additive': {
      const noise = seen - mechanismValue(variable, values, 0)
      if (mechanism.noise.density) return { noise, weight: densityOf(variable, noise) }
      break
    }
    case 'gumbel-max': {
      const logits = logProbabilities(mechanism, values)
      return { noise: gumbelsGiven(logits, seen, random), weight: Math.exp(logits[seen] ?? -Infinity) }
    }
  }
  const { noise } = free(variable, values, random)
  return { noise, weight: mechanismValue(variable, values, noise) === seen ? 1 : 0 }
}

/** Where there is no noise at all, rounding must not decide. */
function densityOf({ mechanism }: FunctionalVariable, noise: number): number {
  const own = (mechanism as Extract<FunctionalVariable['mechanism'], { kind: 'linear' | 'additive' }>).noise
  if (own.kind === 'constant') return Math.abs(noise - own.mean) <= 1e-9 * (1 + Math.abs(own.mean)) ? 1 : 0
  return own.density!(noise)
}

/** Gumbels under which `seen` has the largest perturbed logit: the maximum first, the others truncated below it. */
function gumbelsGiven(logits: Float64Array, seen: number, random: Random): Float64Array {
  const top = standardGumbel(random) // the maximum of logits + Gumbels is Gumbel(log Σ exp logits) = Gumbel(0)
  return logits.map((logit, k) => {
    if (k === seen) return top - logit
    if (logit === -Infinity) return standardGumbel(random)
    const own = logit + standardGumbel(random)
    return -Math.log(Math.exp(-top) + Math.exp(-own)) - logit
  })
}

function predict(
  model: FunctionalScm,
  acted: FunctionalScm,
  exogenous: Values,
  noises: readonly NoiseValue[],
): Record<string, number> {
  const values: Record<string, number> = { ...exogenous }
  for (const variable of acted.variables) {
    const at = model.index.get(variable.name)!
    const replaced = variable.mechanism !== model.variables[at]!.mechanism
    values[variable.name] = mechanismValue(variable, values, replaced ? 0 : noises[at]!)
  }
  return values
}

function summarised(
  of: readonly string[],
  columns: readonly Float64Array[],
  weights: Float64Array,
  evidence: Values,
): SampledAnswer {
  const total = weights.reduce((sum, one) => sum + one, 0)
  if (!(total > 0))
    throw new ScmError(
      'evidence/unseen',
      `No sample agrees with ${Object.entries(evidence)
        .map(([name, value]) => `${name} = ${value}`)
        .join(', ')}.`,
      {
        hint: 'The evidence is impossible, or a mechanism that is only simulated hits a real value by luck: make it additive, or draw more samples.',
      },
    )
  const square = weights.reduce((sum, one) => sum + one * one, 0)
  const mean = Float64Array.from(
    columns,
    (column) => column.reduce((sum, value, i) => sum + weights[i]! * value, 0) / total,
  )
  const half = Float64Array.from(columns, (column, k) => {
    const spread = column.reduce((sum, value, i) => sum + (weights[i]! * (value - mean[k]!)) ** 2, 0)
    return (1.96 * Math.sqrt(spread)) / total
  })
  return {
    kind: 'sampled',
    variables: [...of],
    mean,
    lower: mean.map((value, k) => value - half[k]!),
    upper: mean.map((value, k) => value + half[k]!),
    effectiveSamples: (total * total) / square,
    columns,
    weights,
  }
}
