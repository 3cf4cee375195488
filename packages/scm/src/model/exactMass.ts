/** The probability of some demands as a fraction, by going through every exogenous setting that matters. */
import { ScmError } from '../errors.ts'
import type { CompiledBlock, FiniteScm } from './finiteScm.ts'
import { type Rational, rational, toRational } from './rational.ts'
import { ancestorsOf } from './worldFactors.ts'
import type { Demand, WorldNode } from './worlds.ts'

const mostSettings = 2 ** 22

/** Throws `exact/too-many` beyond four million settings, `model/probabilities` when a block's fractions miss one. */
export function exactMass(model: FiniteScm, nodes: readonly WorldNode[], demands: readonly Demand[]): Rational {
  const needed = ancestorsOf(
    nodes,
    demands.map(({ node }) => node),
  )
  const nodeOf = new Map(needed.map((at) => [nodes[at]!.variable, at]))
  const blocks = model.blocks.filter(({ members }) => members.some((member) => nodeOf.has(member)))
  requireFew(blocks)
  const weights = blocks.map(wholeWeights)
  const values = new Int32Array(nodes.length)
  let mass = 0n

  const settle = (block: number, weight: bigint): void => {
    if (weight === 0n) return
    if (block === blocks.length) {
      if (holds(model, nodes, needed, demands, values)) mass += weight
      return
    }
    const { members, p } = blocks[block]!
    for (let entry = 0; entry < p.length; entry++) {
      let rest = entry
      for (let i = members.length - 1; i >= 0; i--) {
        const { card } = model.variables[members[i]!]!
        const at = nodeOf.get(members[i]!)
        if (at !== undefined) values[at] = rest % card
        rest = Math.floor(rest / card)
      }
      settle(block + 1, weight * weights[block]!.entries[entry]!)
    }
  }
  settle(0, 1n)
  return rational(
    mass,
    weights.reduce((product, { total }) => product * total, 1n),
  )
}

function holds(
  model: FiniteScm,
  nodes: readonly WorldNode[],
  needed: readonly number[],
  demands: readonly Demand[],
  values: Int32Array,
): boolean {
  for (const at of needed) {
    const { variable, inputs, constant } = nodes[at]!
    if (constant !== undefined) values[at] = constant
    const mechanism = variable < 0 ? undefined : model.variables[variable]!.mechanism
    if (mechanism) {
      let entry = 0
      for (const input of inputs) entry = entry * nodes[input]!.card + values[input]!
      values[at] = mechanism.table[entry]!
    }
  }
  return demands.every(({ node, allowed }) => allowed[values[node]!])
}

/** The probabilities of a block as whole numbers over a common denominator. */
function wholeWeights({ given, members }: CompiledBlock): { entries: bigint[]; total: bigint } {
  const fractions = Array.from(given, (value) => toRational(value))
  const total = fractions.reduce(
    (multiple, { denominator }) => (multiple / gcd(multiple, denominator)) * denominator,
    1n,
  )
  const entries = fractions.map(({ numerator, denominator }) => numerator * (total / denominator))
  const sum = entries.reduce((a, b) => a + b, 0n)
  if (sum === total) return { entries, total }
  throw new ScmError(
    'model/probabilities',
    `A block of ${members.length} exogenous variables sums to ${sum}/${total}, not to one.`,
    {
      hint: 'For exact answers give its probabilities as fractions, such as "1/3".',
    },
  )
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b)
}

function requireFew(blocks: readonly CompiledBlock[]): void {
  const settings = blocks.reduce((product, { p }) => product * p.length, 1)
  if (settings <= mostSettings) return
  throw new ScmError(
    'exact/too-many',
    `An exact fraction would go through ${settings.toExponential(1)} exogenous settings.`,
    {
      hint: 'Leave out `exact`: the answer in floating point is found by elimination.',
      details: { settings },
    },
  )
}
