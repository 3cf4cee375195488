/**
 * Q-factors from data under selection bias together with unbiased data on some variables (a census, a register).
 *
 * RC of Bareinboim, Tian & Pearl (2014, §3) recovers one conditional distribution after the other:
 *
 *   1. P(v | w) is in the unbiased data;
 *   2. v ⊥ S | w:       P(v | w) = P(v | w, S = 1);
 *   3. v ⊥ S | w, c:    P(v | w) = Σ_c P(v | w, c, S = 1) P(c | w), the latter unbiased.
 *
 * As in IDSB of Correa, Tian & Bareinboim (2019) the conditionals of a district, one for each node given its Markov pillow,
 * make its Q-factor, from which ID goes on. The c of step 3 are all unbiased ancestors of v, w and S: if some set
 * separates, these do (van der Zander, Liśkiewicz & Textor 2019, thm. 2). Sound; that nothing more can be recovered is not
 * claimed.
 */
import { distributionOf, type Expression, product, sum } from '../expression/expression.ts'
import { type Admg, ancestorsWithin, districtWithin, namesOfSet, parentsOfSet } from './admg.ts'
import { type FactorResult, identifyWithin, type Source } from './identifyFactor.ts'
import { type Chain, conditionalOn, type Link, termsOfSet } from './kernel.ts'
import {
  difference,
  firstOf,
  hasNode,
  isEmpty,
  isSubset,
  meets,
  membersOf,
  type NodeSet,
  nodeSet,
  union,
} from './nodeSet.ts'
import { isSeparatedIn } from './separatedBits.ts'
import type { Step } from './steps.ts'

export type Pair = { readonly biased: Source; readonly unbiased: readonly Source[] }

/** Selected sources of the target population, each with what was observed of it without selection. */
export function pairsOf(sources: readonly Source[]): Pair[] {
  const isHere = ({ set, world, selection }: Source) => isEmpty(set) && isEmpty(selection) && world.domain === undefined
  const unbiased = sources.filter((source) => isHere(source) && isEmpty(source.selected))
  if (unbiased.length === 0) return []
  return sources.filter((source) => isHere(source) && !isEmpty(source.selected)).map((biased) => ({ biased, unbiased }))
}

/** Q[inner], or `undefined` when the two kinds of data do not yield it. */
export function recoverTogether(admg: Admg, inner: NodeSet, pair: Pair): FactorResult | undefined {
  const within = ancestorsWithin(admg, inner, admg.all)
  const { biased } = pair
  if (meets(within, biased.selected)) return undefined
  const district = districtWithin(admg, firstOf(inner), within)
  const reached = ancestorsWithin(admg, biased.selected, admg.all)
  const late = (node: number) => (hasNode(reached, node) ? 0 : 1)
  for (const order of [admg.order, admg.order.toSorted((a, b) => late(a) - late(b))]) {
    const chain = chainFrom(admg, { district, within, order }, pair)
    if (chain === undefined) continue
    const steps: Step[] = [
      { line: 'IDSB', outcome: namesOfSet(admg, inner), nodes: namesOfSet(admg, district), source: biased.label },
    ]
    const found = identifyWithin(admg, inner, district, chain, steps)
    if (found.identifiable) return found
  }
  return undefined
}

type Part = { district: NodeSet; within: NodeSet; order: readonly number[] }

/** Lemma 1 of Tian & Pearl (2002), every link recovered. */
function chainFrom(admg: Admg, { district, within, order }: Part, pair: Pair): Chain | undefined {
  const count = admg.names.length
  const chain: Link[] = []
  let before = nodeSet(count, [])
  for (const node of order) {
    if (!hasNode(within, node)) continue
    const one = nodeSet(count, [node])
    const earlier = before
    before = union(before, one)
    if (!hasNode(district, node)) continue
    const own = districtWithin(admg, node, before)
    const pillow = difference(union(own, parentsOfSet(admg, own)), one)
    const factor = conditional(admg, node, pillow, pair) ?? conditional(admg, node, earlier, pair)
    if (factor === undefined) return undefined
    chain.push({ node, factor })
  }
  return chain
}

/** P(node | given), by the first of the three steps that applies. */
function conditional(admg: Admg, node: number, given: NodeSet, { biased, unbiased }: Pair): Expression | undefined {
  const one = nodeSet(admg.names.length, [node])
  const needed = union(one, given)
  const whole = unbiased.find((source) => isSubset(needed, source.admg.all))
  if (whole) return conditionalOn(admg, node, membersOf(given), whole.world)
  if (!isSubset(needed, biased.admg.all)) return undefined
  const frees = (condition: NodeSet) => isSeparatedIn(admg, { x: one, y: biased.selected, given: condition })
  if (frees(given)) return conditionalOn(admg, node, membersOf(given), biased.world)
  const above = ancestorsWithin(admg, union(needed, biased.selected), admg.all)
  for (const source of unbiased) {
    if (!isSubset(given, source.admg.all)) continue
    const outside = difference(difference(source.admg.all, needed), difference(admg.all, above))
    const others = difference(outside, difference(admg.all, biased.admg.all))
    if (isEmpty(others) || meets(others, biased.selected) || !frees(union(given, others))) continue
    const first = conditionalOn(admg, node, membersOf(union(given, others)), biased.world)
    const second = distributionOf(termsOfSet(admg, others), { given: termsOfSet(admg, given) })
    return sum(termsOfSet(admg, others), product([first, second]))
  }
  return undefined
}
