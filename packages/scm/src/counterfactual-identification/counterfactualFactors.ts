/**
 * The districts of a counterfactual graph as factors (ID* lines 6–9: Shpitser & Pearl 2008, fig. 9; the ctf-factors of
 * Correa, Lee & Bareinboim 2021).
 *
 * Copies that share a latent cause form a district: copies of one variable, and copies of variables joined by ↔. Such a
 * factor is P_{pa}(district) when it speaks of one world only: every variable once, every parent at one value, and that
 * the value the variable has in the district, if it is there. Otherwise no experiment measures it (line 8).
 */
import {
  distributionOf,
  type Expression,
  freeTerms,
  freshTerm,
  keyOf,
  substitute,
  type Term,
  term,
} from '../expression/expression.ts'
import type { Admg } from '../identification/admg.ts'
import type { Factors } from '../identification/identifyJoint.ts'
import { hasNode, nodeSet } from '../identification/nodeSet.ts'
import type { Copy, CounterfactualGraph } from './counterfactualGraph.ts'

export type CounterfactualFactor = {
  readonly copies: readonly Copy[]
  /** The running values to sum over that occur in it. */
  readonly summed: readonly Term[]
  readonly key: string
}

/** Two values that one world would have to give a variable. */
export type Conflict = {
  readonly variable: string
  readonly values: readonly [string, string]
  readonly district: readonly string[]
}

type Consistent = Extract<CounterfactualGraph, { consistent: true }>

export function factorsOf(admg: Admg, { copies, summed }: Consistent): CounterfactualFactor[] {
  const waiting = new Set(copies)
  const factors: CounterfactualFactor[] = []
  for (const seed of copies) {
    if (!waiting.delete(seed)) continue
    const district = [seed]
    for (const member of district) {
      for (const other of waiting) {
        if (other.node !== member.node && !hasNode(admg.spouses[member.node]!, other.node)) continue
        waiting.delete(other)
        district.push(other)
      }
    }
    factors.push(factorOf(district, summed))
  }
  return factors
}

function factorOf(copies: readonly Copy[], summed: ReadonlyMap<string, Term>): CounterfactualFactor {
  const terms = copies.flatMap(({ value, parents }) => [value, ...parents.values()])
  const running = new Map(terms.flatMap((each) => (summed.has(keyOf(each)) ? [[keyOf(each), each] as const] : [])))
  const key = copies
    .map(
      ({ node, value, parents }) =>
        `${node}=${keyOf(value)}|${[...parents].map(([at, to]) => `${at}=${keyOf(to)}`).join('|')}`,
    )
    .sort()
    .join('&')
  return { copies, summed: [...running.values()], key }
}

/** Factors that are summed together: joined by running values. */
export function componentsOf(factors: readonly CounterfactualFactor[]): CounterfactualFactor[][] {
  const waiting = new Set(factors)
  const components: CounterfactualFactor[][] = []
  for (const seed of factors) {
    if (!waiting.delete(seed)) continue
    const component = [seed]
    for (const member of component) {
      const values = new Set(member.summed.map(keyOf))
      for (const other of waiting) {
        if (!other.summed.some((each) => values.has(keyOf(each)))) continue
        waiting.delete(other)
        component.push(other)
      }
    }
    components.push(component)
  }
  return components
}

/** What the factor says of every variable, or the conflict of line 8. */
export function settingOf(admg: Admg, { copies }: CounterfactualFactor): Map<number, Term> | Conflict {
  const setting = new Map<number, Term>()
  const conflict = (node: number, value: Term): Conflict => ({
    variable: admg.names[node]!,
    values: [valueText(setting.get(node)!), valueText(value)],
    district: [...new Set(copies.map((copy) => admg.names[copy.node]!))],
  })
  for (const { node, value } of copies) {
    if (setting.has(node)) return conflict(node, value)
    setting.set(node, value)
  }
  for (const { parents } of copies)
    for (const [node, value] of parents) {
      const known = setting.get(node)
      if (known !== undefined && keyOf(known) !== keyOf(value)) return conflict(node, value)
      setting.set(node, value)
    }
  return setting
}

function valueText(value: Term): string {
  return value.value === undefined ? keyOf(value) : String(value.value)
}

/** P_{pa}(district), line 9. */
export function experimentalFactor(
  admg: Admg,
  { copies }: CounterfactualFactor,
  setting: ReadonlyMap<number, Term>,
): Expression {
  const inside = new Set(copies.map(({ node }) => node))
  const outside = admg.order.filter((node) => setting.has(node) && !inside.has(node))
  const of = admg.order.filter((node) => inside.has(node))
  return distributionOf(
    of.map((node) => setting.get(node)!),
    { do: outside.map((node) => setting.get(node)!) },
  )
}

/** The same from what was measured: Q[district] with the values of the factor put in. */
export function measuredFactor(
  admg: Admg,
  { copies }: CounterfactualFactor,
  setting: ReadonlyMap<number, Term>,
  factors: Factors,
) {
  const district = nodeSet(
    admg.names.length,
    copies.map(({ node }) => node),
  )
  const found = factors(district)
  if (!found.identifiable) return found
  const replacements = new Map<string, Term>()
  for (const [node, value] of setting) replacements.set(admg.names[node]!, value)
  const taken = new Set([...replacements.values()].map(keyOf))
  // Values that do not matter keep apart from all that are asked about.
  for (const [symbol, each] of freeTerms(found.expression))
    if (!replacements.has(symbol)) replacements.set(symbol, freshTerm(term(each.variable, 1), taken))
  return { ...found, expression: substitute(found.expression, replacements) }
}
