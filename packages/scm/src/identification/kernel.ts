/**
 * Q-factors as chains of conditionals (Tian & Pearl 2002; the kernels of Richardson, Evans, Robins & Shpitser 2023).
 *
 * Q[T](t; pa(T)) = P_{v∖t}(t) is kept as q(v₁) q(v₂ | v₁) …, one expression for every node of T in causal order. What
 * line 7 of ID hands on is such a chain, and lines 2, 6 and 7 work on it alone: building factors afresh from P(v), as
 * some programs do, gives a wrong estimand for the napkin graph.
 */
import { distributionOf, type Expression, product, quotient, sum, type Term, term } from '../expression/expression.ts'
import { reduce } from '../expression/simplify.ts'
import { type Admg, districtWithin, parentsOfSet } from './admg.ts'
import { difference, hasNode, membersOf, type NodeSet, nodeSet, union } from './nodeSet.ts'

/** `factor` is q(node | earlier links); in causal order. */
export type Link = { readonly node: number; readonly factor: Expression }
export type Chain = readonly Link[]

/** The world in which the distribution was measured. */
export type World = { readonly do: readonly Term[]; readonly domain?: string; readonly given?: readonly Term[] }

/**
 * Q[district] from the distribution of G[within], `within` ancestral, `district` one of its districts: Tian & Pearl's
 * Lemma 1, each node given its Markov pillow among the nodes before it instead of all of them.
 */
export function chainOfDistrict(admg: Admg, district: NodeSet, within: NodeSet, world: World): Chain {
  const chain: Link[] = []
  const count = admg.names.length
  const before = nodeSet(count, [])
  for (const node of admg.order) {
    if (!hasNode(within, node)) continue
    before[node >>> 5]! |= 1 << (node & 31)
    if (!hasNode(district, node)) continue
    const own = districtWithin(admg, node, before)
    const pillow = difference(union(own, parentsOfSet(admg, own)), nodeSet(count, [node]))
    chain.push({ node, factor: conditionalOn(admg, node, membersOf(pillow), world) })
  }
  return chain
}

/** P(node | condition) in a world; nodes that the world sets are not repeated in the condition. */
export function conditionalOn(admg: Admg, node: number, condition: readonly number[], world: World): Expression {
  const set = new Set(world.do.map(({ variable }) => variable))
  const given = condition.map((other) => termOf(admg, other)).filter(({ variable }) => !set.has(variable))
  return distributionOf([termOf(admg, node)], { ...world, given: [...given, ...(world.given ?? [])] })
}

export function termOf({ names }: Admg, node: number): Term {
  return term(names[node]!)
}

export function termsOfSet(admg: Admg, set: NodeSet): Term[] {
  return membersOf(set).map((node) => termOf(admg, node))
}

/** ∏ of the links: the joint of the chain's nodes. */
export function jointOf(chain: Chain): Expression {
  return reduce(product(chain.map(({ factor }) => factor)))
}

/** The links of some of the nodes: Q[district] out of Q[A], Tian & Pearl's Lemma 4. */
export function restrict(chain: Chain, nodes: NodeSet): Chain {
  return chain.filter(({ node }) => hasNode(nodes, node))
}

/**
 * Σ over the nodes that are not in `kept`, which must be ancestral among the chain's nodes. A kept node before the first
 * summed one keeps its factor; for the others q(v | before) = Σ ∏_{≤ v} / Σ ∏_{< v}.
 */
export function marginalise(admg: Admg, chain: Chain, kept: NodeSet): Chain {
  const summed: Term[] = []
  const prefix: Expression[] = []
  const marginal: Link[] = []
  for (const { node, factor } of chain) {
    if (!hasNode(kept, node)) summed.push(termOf(admg, node))
    else if (summed.length === 0) marginal.push({ node, factor })
    else marginal.push({ node, factor: ratio(summed, prefix, factor) })
    prefix.push(factor)
  }
  return marginal
}

function ratio(summed: readonly Term[], prefix: readonly Expression[], last: Expression): Expression {
  const whole = sum([...summed], product([...prefix, last]))
  return reduce(quotient(whole, sum([...summed], product([...prefix]))))
}
