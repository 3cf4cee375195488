/** The tables of a network of worlds, for variable elimination. */
import { type Factor, sumProduct, tableSize } from '../inference/factor.ts'
import type { CompiledBlock, FiniteScm } from './finiteScm.ts'
import type { WorldNode } from './worlds.ts'

/** The nodes that the given ones depend on, themselves included, causes first. */
export function ancestorsOf(nodes: readonly WorldNode[], of: Iterable<number>): number[] {
  const found = new Set<number>()
  const waiting = [...of]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (found.has(at)) continue
    found.add(at)
    waiting.push(...nodes[at]!.inputs)
  }
  return [...found].sort((a, b) => a - b) // an input is made before the node that uses it
}

/**
 * One table for each block of exogenous variables (summed over the members that are not needed), one for each constant,
 * and one of zeros and ones for each function. `needed` must hold the inputs of its nodes.
 */
export function worldFactors(model: FiniteScm, nodes: readonly WorldNode[], needed: readonly number[]): Factor[] {
  const cards = nodes.map(({ card }) => card)
  const nodeOf = new Map(needed.map((at) => [nodes[at]!.variable, at])) // one node for an exogenous variable, always
  const priors = model.blocks
    .filter(({ members }) => members.some((member) => nodeOf.has(member)))
    .map((block) => blockFactor(model, block, nodeOf))
  const functions = needed.flatMap((at) => {
    const { variable, constant, card } = nodes[at]!
    if (constant !== undefined) return [{ scope: Int32Array.of(at), p: pointMass(constant, card) }]
    const mechanism = model.variables[variable]!.mechanism
    return mechanism ? [functionFactor(nodes[at]!, at, mechanism.table, cards)] : []
  })
  return [...priors, ...functions]
}

function pointMass(value: number, card: number): Float64Array {
  const p = new Float64Array(card)
  p[value] = 1
  return p
}

function blockFactor(model: FiniteScm, { members, p }: CompiledBlock, nodeOf: ReadonlyMap<number, number>): Factor {
  const cards = model.variables.map(({ card }) => card)
  let factor: Factor = { scope: Int32Array.from(members), p }
  for (const member of members) if (!nodeOf.has(member)) factor = sumProduct([factor], cards, { sumOut: member })
  return { scope: factor.scope.map((member) => nodeOf.get(member)!), p: factor.p }
}

/** 1 where the node has the value its function gives. An input may occur twice among the parents. */
function functionFactor({ inputs }: WorldNode, at: number, table: Int32Array, cards: readonly number[]): Factor {
  const distinct = [...new Set(inputs)]
  const scope = Int32Array.from([...distinct, at])
  const p = new Float64Array(tableSize(scope, cards))
  const card = cards[at]!
  const values = new Int32Array(distinct.length)
  for (let row = 0; row < p.length / card; row++) {
    let entry = 0
    for (const input of inputs) entry = entry * cards[input]! + values[distinct.indexOf(input)]!
    p[row * card + table[entry]!] = 1
    for (let i = distinct.length - 1; i >= 0 && ++values[i]! === cards[distinct[i]!]!; i--) values[i] = 0
  }
  return { scope, p }
}
