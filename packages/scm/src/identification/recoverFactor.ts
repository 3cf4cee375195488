/**
 * Q-factors from data under selection bias: RC of Bareinboim & Tian (2015), algorithm 1.
 *
 * From P(v | S = 1): districts without an ancestor of S have their factor, Q[C] = ∏ P(vᵢ | earlier, S = 1) with the
 * ancestors of S first in the order. Divided out of the distribution they leave that of a smaller graph, in which more
 * nodes may be summed away and more districts be free of S. Sound; complete for its setting is not claimed.
 */
import { type Admg, ancestorsWithin, districtsWithin, namesOfSet, parentsOfSet } from './admg.ts'
import { type FactorResult, identifyWithin, type Source } from './identifyFactor.ts'
import { type Chain, conditionalOn, marginalise, restrict } from './kernel.ts'
import { difference, hasNode, isEmpty, isSame, isSubset, meets, membersOf, type NodeSet, union } from './nodeSet.ts'
import type { Step } from './steps.ts'

export function recoverFactor(whole: Admg, inner: NodeSet, source: Source): FactorResult {
  const admg = source.admg
  const steps: Step[] = []
  const refuse = (refusal: string): FactorResult => ({ identifiable: false, refusal, steps })
  if (meets(inner, union(source.set, source.selection)))
    return refuse(`${namesOfSet(admg, inner).join(', ')} was set or may differ in ${source.label}`)
  const needed = union(inner, parentsOfSet(whole, inner))
  if (!isSubset(needed, admg.all))
    return refuse(`${namesOfSet(whole, difference(needed, admg.all)).join(', ')} is not recorded in ${source.label}`)
  let nodes = difference(admg.all, source.set)
  let chain: Chain | undefined
  for (;;) {
    const biased = ancestorsWithin(admg, source.selected, nodes)
    const kept = union(ancestorsWithin(admg, inner, nodes), biased)
    chain = chain === undefined ? selectedChain(admg, kept, biased, source) : marginalise(admg, chain, kept)
    const districts = districtsWithin(admg, kept)
    const free = districts.filter((district) => !meets(district, biased))
    const around = free.find((district) => isSubset(inner, district))
    if (around) return identifyWithin(admg, inner, around, restrict(chain, around), steps)
    if (free.length === 0)
      return refuse(`selection reaches the district of ${namesOfSet(admg, inner).join(', ')} in ${source.label}`)
    const left = free.reduce(difference, kept)
    steps.push({ line: 'RC', outcome: namesOfSet(admg, inner), nodes: namesOfSet(admg, left), source: source.label })
    if (isSame(left, nodes) || isEmpty(left)) return refuse(`nothing more can be divided out in ${source.label}`)
    chain = restrict(chain, left)
    nodes = left
  }
}

/** P(v | S = 1) as a chain, ancestors of S first; S itself is given. */
function selectedChain(admg: Admg, kept: NodeSet, biased: NodeSet, source: Source): Chain {
  const measured = admg.order.filter((node) => hasNode(kept, node) && !hasNode(source.selected, node))
  const order = [
    ...measured.filter((node) => hasNode(biased, node)),
    ...measured.filter((node) => !hasNode(biased, node)),
  ]
  return order.map((node, at) => ({
    node,
    factor: conditionalOn(admg, node, [...order.slice(0, at), ...membersOf(source.set)], source.world),
  }))
}
