/**
 * ID (Shpitser & Pearl 2006, fig. 3) as one sum of products of Q-factors:
 *
 *   P_x(y) = Σ_{D∖Y} ∏_i Q[D_i],  D = An(Y) in G[V∖X], D_i the districts of G[D]
 *
 * and each Q[D_i] from the first source that yields it (gID: Lee, Correa & Bareinboim 2019, algorithm 1; with domains:
 * Lee, Correa & Bareinboim 2020). Complete in every one of these settings.
 */
import { distributionOf, type Expression, product, sum } from '../expression/expression.ts'
import { reduce } from '../expression/simplify.ts'
import { type Admg, ancestorsWithin, districtsWithin, namesOfSet } from './admg.ts'
import { type FactorResult, identifyFactor, type Source } from './identifyFactor.ts'
import { termsOfSet } from './kernel.ts'
import { difference, intersection, isEmpty, keyOfSet, type NodeSet, union } from './nodeSet.ts'
import { recoverFactor } from './recoverFactor.ts'
import { pairsOf, recoverTogether } from './recoverTogether.ts'
import type { Step } from './steps.ts'

export type Failure = {
  readonly source: Source
  readonly district: NodeSet
  /** A hedge, unless the source was refused for a reason given in words. */
  readonly hedge?: { readonly outer: NodeSet; readonly inner: NodeSet }
  readonly refusal?: string
}

export type JointResult =
  | { readonly identifiable: true; readonly expression: Expression; readonly steps: readonly Step[] }
  | {
      readonly identifiable: false
      readonly failures: readonly Failure[]
      readonly within: NodeSet
      readonly steps: readonly Step[]
    }

export type Factors = (district: NodeSet) => FactorOrFailures

export type FactorOrFailures =
  | { readonly identifiable: true; readonly expression: Expression; readonly steps: readonly Step[] }
  | { readonly identifiable: false; readonly failures: readonly Failure[]; readonly steps: readonly Step[] }

/** Q[district] from the first source that has it; each district is worked out once. */
export function factorsFrom(admg: Admg, sources: readonly Source[]): Factors {
  const known = new Map<string, FactorOrFailures>()
  return (district) => {
    const key = keyOfSet(district)
    const before = known.get(key)
    if (before) return before
    const found = fromAnySource(admg, sources, district)
    known.set(key, found)
    return found
  }
}

function fromAnySource(admg: Admg, sources: readonly Source[], district: NodeSet): FactorOrFailures {
  const failures: Failure[] = []
  const tried: Step[] = []
  for (const source of sources) {
    const result: FactorResult = isEmpty(source.selected)
      ? identifyFactor(admg, district, source)
      : recoverFactor(admg, district, source)
    if (result.identifiable) return result
    tried.push(...result.steps)
    failures.push(
      'refusal' in result
        ? { source, district, refusal: result.refusal }
        : { source, district, hedge: { outer: result.outer, inner: result.inner } },
    )
  }
  for (const pair of pairsOf(sources)) {
    const together = recoverTogether(admg, district, pair)
    if (together?.identifiable) return together
  }
  return { identifiable: false, failures, steps: tried }
}

export function identifyJoint(
  admg: Admg,
  { treatment, outcome, factors, plain }: { treatment: NodeSet; outcome: NodeSet; factors: Factors; plain: boolean },
): JointResult {
  const name = (set: NodeSet) => namesOfSet(admg, set)
  const steps: Step[] = []
  const ancestral = ancestorsWithin(admg, outcome, admg.all)
  const acting = intersection(treatment, ancestral)
  if (isEmpty(acting) && plain) {
    steps.push({ line: 1, outcome: name(outcome), nodes: name(ancestral) })
    return { identifiable: true, expression: distributionOf(termsOfSet(admg, outcome)), steps }
  }
  if (!isEmpty(difference(admg.all, ancestral)))
    steps.push({ line: 2, outcome: name(outcome), treatment: name(acting), nodes: name(ancestral) })
  const within = ancestorsWithin(admg, outcome, difference(ancestral, acting))
  const idle = difference(difference(ancestral, acting), within)
  if (!isEmpty(idle)) steps.push({ line: 3, outcome: name(outcome), treatment: name(acting), nodes: name(idle) })
  const districts = districtsWithin(admg, within)
  if (districts.length > 1)
    steps.push({
      line: 4,
      outcome: name(outcome),
      treatment: name(union(acting, idle)),
      nodes: name(within),
      districts: districts.map(name),
    })
  const parts: Expression[] = []
  const failures: Failure[] = []
  for (const district of districts) {
    const found = factors(district)
    steps.push(...found.steps)
    if (found.identifiable) parts.push(found.expression)
    else failures.push(...found.failures)
  }
  if (failures.length > 0) return { identifiable: false, failures, within, steps }
  const summed = termsOfSet(admg, difference(within, outcome))
  return { identifiable: true, expression: reduce(sum(summed, product(parts))), steps }
}
