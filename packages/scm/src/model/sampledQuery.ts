/**
 * P(of | given) after do, in a finite model or a network, from samples with an interval: likelihood weighting in a network
 * (Fung & Chang 1989; Shachter & Peot 1989), rejection in a finite model, whose functions leave nothing to weigh.
 */
import { ScmError } from '../errors.ts'
import type { DiscreteJoint } from '../probability/joint.ts'
import type { Random } from '../random.ts'
import { type DiscreteModel, pose, type Query } from './discreteQuery.ts'
import { drawFrom } from './draw.ts'
import { type FiniteScm, valueIndex, variableIndex } from './finiteScm.ts'
import { type DiscreteNetwork, interveneOnNetwork } from './network.ts'
import { sample } from './sample.ts'

export type SamplingOptions = { samples: number; random: Random; signal?: AbortSignal }

/** `lower` and `upper` bound each entry with 95 % confidence; `effectiveSamples` is Kish's (Σw)²/Σw². */
export type SampledJoint = DiscreteJoint & {
  readonly lower: Float64Array
  readonly upper: Float64Array
  readonly effectiveSamples: number
}

/** By likelihood weighting, for models too wide for exact work. Throws `evidence/unseen` when no sample agrees with it. */
export function sampledQuery(model: DiscreteModel, asked: Query, options: SamplingOptions): SampledJoint {
  return model.kind === 'network' ? weighted(model, asked, options) : rejected(model, asked, options)
}

function rejected(model: FiniteScm, asked: Query, { samples, random, signal }: SamplingOptions): SampledJoint {
  const { variables } = pose(model, asked)
  const { columns } = sample(model, { n: samples, random, do: asked.do ?? {}, signal })
  const seen = Object.entries(asked.given ?? {}).map(([name, value]) => {
    return { column: columns[name]!, value: valueIndex(model.variables[variableIndex(model, name)]!, value) }
  })
  const weights = new Float64Array(variables.reduce((product, { levels }) => product * levels.length, 1))
  for (let i = 0; i < samples; i++) {
    if (!seen.every(({ column, value }) => column[i] === value)) continue
    weights[variables.reduce((row, { name, levels }) => row * levels.length + columns[name]![i]!, 0)]!++
  }
  return summarised(variables, weights, weights, asked)
}

function weighted(network: DiscreteNetwork, asked: Query, { samples, random, signal }: SamplingOptions): SampledJoint {
  const { variables, keep, observed } = pose(network, asked)
  const set = Object.entries(asked.do ?? {}).map(([name, value]) => {
    const at = variableIndex(network, name)
    return [at, valueIndex(network.variables[at]!, value)] as const
  })
  const acted = interveneOnNetwork(network, new Map(set))
  const cards = keep.map((at) => network.variables[at]!.card)
  const size = cards.reduce((product, card) => product * card, 1)
  const weights = new Float64Array(size)
  const squares = new Float64Array(size)
  const values = new Int32Array(network.variables.length)
  for (let i = 0; i < samples; i++) {
    if (i % 4096 === 0) signal?.throwIfAborted()
    const weight = drawWeighted(acted, observed, values, random)
    let entry = 0
    for (const [place, at] of keep.entries()) entry = entry * cards[place]! + values[at]!
    weights[entry]! += weight
    squares[entry]! += weight * weight
  }
  return summarised(variables, weights, squares, asked)
}

/** Draws every variable that was not seen, causes first; the weight is the probability of what was seen. */
function drawWeighted(
  { variables, order }: DiscreteNetwork,
  observed: Int32Array,
  values: Int32Array,
  random: Random,
): number {
  let weight = 1
  for (const at of order) {
    const { parents, table, card } = variables[at]!
    let row = 0
    for (const parent of parents) row = row * variables[parent]!.card + values[parent]!
    row *= card
    if (observed[at]! >= 0) {
      values[at] = observed[at]!
      weight *= table[row + observed[at]!]!
    } else values[at] = drawFrom(table, row, card, random())
  }
  return weight
}

/** Ratio estimates with their delta-method standard errors: Var(p̂) ≈ Σ w²(1[x] − p̂)² / (Σ w)². */
function summarised(
  variables: DiscreteJoint['variables'],
  weights: Float64Array,
  squares: Float64Array,
  { given = {} }: Query,
): SampledJoint {
  const total = weights.reduce((sum, one) => sum + one, 0)
  const square = squares.reduce((sum, one) => sum + one, 0)
  if (!(total > 0))
    throw new ScmError('evidence/unseen', `No sample agrees with ${Object.keys(given).join(', ')}.`, {
      hint: 'The evidence is very unlikely or impossible: draw more samples, or ask for an exact answer.',
    })
  const p = weights.map((weight) => weight / total)
  const half = p.map((one, i) => (1.96 * Math.sqrt(squares[i]! * (1 - 2 * one) + one * one * square)) / total)
  return {
    variables,
    p,
    lower: p.map((one, i) => Math.max(0, one - half[i]!)),
    upper: p.map((one, i) => Math.min(1, one + half[i]!)),
    effectiveSamples: (total * total) / square,
  }
}
