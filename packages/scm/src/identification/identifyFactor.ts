/**
 * Which Q-factors can be had from which distribution: lines 2 and 5–7 of ID (Shpitser & Pearl 2006, fig. 3), that is
 * IDENTIFY of Tian & Pearl (2002) and Huang & Valtorta (2006).
 *
 * Notation: C = district whose Q[C] is wanted, T = a district with C ⊆ T whose chain is known, A = An(C) in G[T].
 */
import type { Expression } from '../expression/expression.ts'
import { type Admg, ancestorsWithin, districtWithin, namesOfSet, parentsOfSet } from './admg.ts'
import { type Chain, chainOfDistrict, jointOf, marginalise, restrict, type World } from './kernel.ts'
import { difference, firstOf, intersection, isSame, isSubset, meets, type NodeSet, union } from './nodeSet.ts'
import type { Step } from './steps.ts'

/** A distribution at hand: P_do over the other nodes, of a population that differs from ours at `selection`. */
export type Source = {
  readonly world: World
  /** Nodes that were set. */
  readonly set: NodeSet
  /** Nodes that selection nodes point to: their mechanism may differ from the target's. */
  readonly selection: NodeSet
  /** Nodes of selection into the data (S = 1); none for data without selection bias. */
  readonly selected: NodeSet
  /** The graph among what it records: other nodes are projected away as latent. The node numbers stay. */
  readonly admg: Admg
  readonly label: string
}

export type FactorResult =
  | { readonly identifiable: true; readonly expression: Expression; readonly steps: readonly Step[] }
  | { readonly identifiable: false; readonly outer: NodeSet; readonly inner: NodeSet; readonly steps: readonly Step[] }
  | { readonly identifiable: false; readonly refusal: string; readonly steps: readonly Step[] }

/** Q[C] from one source. C must be connected by ↔ in G[C]. */
export function identifyFactor(admg: Admg, inner: NodeSet, source: Source): FactorResult {
  const steps: Step[] = []
  const name = (set: NodeSet) => namesOfSet(admg, set)
  if (meets(inner, source.set))
    return refuse(steps, `${name(intersection(inner, source.set)).join(', ')} was set in ${source.label}`)
  if (meets(inner, source.selection))
    return refuse(
      steps,
      `the mechanism of ${name(intersection(inner, source.selection)).join(', ')} may differ in ${source.label}`,
    )
  const local = source.admg
  const needed = union(inner, parentsOfSet(admg, inner))
  if (!isSubset(needed, local.all))
    return refuse(steps, `${name(difference(needed, local.all)).join(', ')} is not recorded in ${source.label}`)
  const free = difference(local.all, source.set)
  const within = ancestorsWithin(local, inner, free)
  if (!isSame(within, free)) steps.push({ line: 2, outcome: name(inner), nodes: name(within), source: source.label })
  const district = districtWithin(local, firstOf(inner), within)
  const chain = chainOfDistrict(local, district, within, source.world)
  return identifyWithin(local, inner, district, chain, steps)
}

function refuse(steps: readonly Step[], refusal: string): FactorResult {
  return { identifiable: false, refusal, steps }
}

/** Q[C] from the chain of Q[T]. */
export function identifyWithin(admg: Admg, inner: NodeSet, outer: NodeSet, chain: Chain, steps: Step[]): FactorResult {
  const name = (set: NodeSet) => namesOfSet(admg, set)
  let district = outer
  let links = chain
  if (!isSame(inner, district)) steps.push({ line: 7, outcome: name(inner), nodes: name(district) })
  for (;;) {
    const ancestral = ancestorsWithin(admg, inner, district)
    if (isSame(ancestral, district) && !isSame(inner, district)) {
      steps.push({ line: 5, outcome: name(inner), nodes: name(district) })
      return { identifiable: false, outer: district, inner, steps }
    }
    if (!isSame(ancestral, district)) {
      steps.push({ line: 2, outcome: name(inner), nodes: name(ancestral) })
      links = marginalise(admg, links, ancestral)
    }
    if (isSame(ancestral, inner)) {
      steps.push({ line: 6, outcome: name(inner), nodes: name(inner) })
      return { identifiable: true, expression: jointOf(links), steps }
    }
    const smaller = districtWithin(admg, firstOf(inner), ancestral)
    if (!isSubset(ancestral, smaller)) {
      if (!isSame(smaller, inner)) steps.push({ line: 7, outcome: name(inner), nodes: name(smaller) })
      links = restrict(links, smaller)
    }
    district = smaller
    if (isSame(district, inner)) {
      steps.push({ line: 6, outcome: name(inner), nodes: name(inner) })
      return { identifiable: true, expression: jointOf(links), steps }
    }
  }
}
