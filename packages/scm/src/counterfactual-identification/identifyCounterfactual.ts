/**
 * Whether the probability of a counterfactual can be computed, and how: ID* and IDC* (Shpitser & Pearl 2007, 2008), in the
 * form of ctf-factors (Correa, Lee & Bareinboim 2021).
 *
 *   P(γ) = Σ_{running values} ∏_districts P_{pa}(district)      over the counterfactual graph of γ
 *   P(γ | δ) = P(γ ∧ δ) / P(δ), components that both share cancelled
 *
 * First in terms of experiments (P*), as ID* has it; then each P_{pa}(district) is reduced to what was measured by ID.
 */
import { type Estimand, estimand } from '../expression/estimand.ts'
import { type Expression, keyOf, product, quotient, sum, type Term, zero } from '../expression/expression.ts'
import { simplify } from '../expression/simplify.ts'
import type { Graph } from '../graph/graph.ts'
import { type Admg, admgOf } from '../identification/admg.ts'
import type { Hedge } from '../identification/hedge.ts'
import { type Factors, factorsFrom } from '../identification/identifyJoint.ts'
import { firstHedge } from '../identification/notIdentified.ts'
import { observation, type SourceDescription, sourcesOf } from '../identification/sources.ts'
import {
  type Conflict,
  type CounterfactualFactor,
  componentsOf,
  experimentalFactor,
  factorsOf,
  measuredFactor,
  settingOf,
} from './counterfactualFactors.ts'
import { counterfactualGraph, type Naming, namingFrom } from './counterfactualGraph.ts'
import { type Atom, atomText, type CounterfactualQuery, type PlainAtoms, plainAtoms } from './counterfactualQuery.ts'

export type IdentifyCounterfactualOptions = {
  /** What was measured; by default the observational distribution. */
  sources?: readonly SourceDescription[]
  /**
   * 'experiments': any experiment may be used, as in ID*. 'observations': only `sources`. By default the first that
   * answers of 'observations' and 'experiments'; `from` says which.
   */
  from?: 'observations' | 'experiments'
}

/** `line` names that of ID* or IDC* (Shpitser & Pearl 2008, figs. 9 and 10). */
export type CounterfactualStep = { readonly line: string; readonly text: string }

export type CounterfactualIdentified = {
  readonly identifiable: true
  /** A number: its question has no axes. */
  readonly estimand: Estimand
  readonly from: 'observations' | 'experiments'
  /** In terms of experiments, whatever `from` says. */
  readonly experimental: Estimand
  readonly steps: readonly CounterfactualStep[]
}

export type CounterfactualNotIdentified = {
  readonly identifiable: false
  readonly reason: string
  /** Two values that one world would need: no experiment measures this. */
  readonly conflict?: Conflict
  /** Identifiable from experiments, but not from what was measured. */
  readonly experimental?: Estimand
  readonly hedge?: Hedge
  /** The condition contradicts itself: its probability is zero in every model. */
  readonly impossibleCondition?: true
  readonly steps: readonly CounterfactualStep[]
}

export type CounterfactualIdentification = CounterfactualIdentified | CounterfactualNotIdentified

export function identifyCounterfactual(
  graph: Graph,
  query: CounterfactualQuery,
  options: IdentifyCounterfactualOptions = {},
): CounterfactualIdentification {
  const admg = admgOf(graph)
  const event = plainAtoms(graph, admg, query.event, 1)
  const given = plainAtoms(graph, admg, query.given ?? [], 1 + event.summed.length)
  return identifyAtoms(graph, admg, { event, given, question: { treatment: [], given: [], outcome: [] } }, options)
}

export type AtomsQuestion = { event: PlainAtoms; given: PlainAtoms; question: Estimand['query'] }

type Parts = { above: readonly CounterfactualFactor[][]; below: readonly CounterfactualFactor[][] }

/** The same on atoms whose values may be running values of the question. */
export function identifyAtoms(
  graph: Graph,
  admg: Admg,
  { event, given, question }: AtomsQuestion,
  { sources, from }: IdentifyCounterfactualOptions,
): CounterfactualIdentification {
  const steps: CounterfactualStep[] = []
  const naming = namingFrom(firstFreePrime([event, given], question))
  const condition = counterfactualGraph(admg, given.atoms, given.summed, naming)
  if (!condition.consistent) {
    steps.push({ line: 'IDC* 1', text: `The condition gives “${condition.variable}” two values in one world.` })
    const reason = `The condition ${listed(admg, given.atoms)} contradicts itself at “${condition.variable}”: it has probability 0, and nothing follows from it.`
    return { identifiable: false, reason, impossibleCondition: true, steps }
  }
  const parts = partsOf(admg, event, given, naming, steps)
  if (parts === 'impossible') {
    const nothing = estimand(zero, question)
    return { identifiable: true, estimand: nothing, from: 'observations', experimental: nothing, steps }
  }
  const experimental = assemble(admg, parts, (factor, setting) => experimentalFactor(admg, factor, setting))
  if (experimental.kind === 'conflict') return conflicting(experimental.conflict, steps)
  if (experimental.kind === 'unmeasured') return { identifiable: false, reason: experimental.reason, steps }
  const inExperiments = simplify(estimand(experimental.expression, question))
  steps.push({ line: 'ID* 9', text: 'Every district speaks of one world: its factor is an experiment.' })
  if (from === 'experiments')
    return { identifiable: true, estimand: inExperiments, from, experimental: inExperiments, steps }
  const factors = factorsFrom(admg, sourcesOf(graph, admg, sources ?? observation))
  const measured = measure(admg, parts, factors)
  if (measured.kind === 'whole') {
    steps.push({ line: 'ID', text: 'Each experiment is reduced to what was measured.' })
    const found = simplify(estimand(measured.expression, question))
    return { identifiable: true, estimand: found, from: 'observations', experimental: inExperiments, steps }
  }
  if (from === 'observations' && measured.kind === 'unmeasured')
    return {
      identifiable: false,
      reason: measured.reason,
      experimental: inExperiments,
      steps,
      ...(measured.hedge ? { hedge: measured.hedge } : {}),
    }
  return { identifiable: true, estimand: inExperiments, from: 'experiments', experimental: inExperiments, steps }
}

/** Running values of sums are numbered after those of the question and of nested actions. */
function firstFreePrime(parts: readonly PlainAtoms[], { treatment, given, outcome }: Estimand['query']): number {
  const terms = [...parts.flatMap(({ summed }) => summed), ...treatment, ...given, ...outcome]
  return 1 + Math.max(0, ...terms.map(({ prime = 0 }) => prime))
}

function listed(admg: Admg, atoms: readonly Atom[]): string {
  return atoms.map((atom) => atomText(admg, atom)).join(' ∧ ')
}

/** The components of P(γ ∧ δ) and of P(δ) without those that cancel. */
function partsOf(
  admg: Admg,
  event: PlainAtoms,
  given: PlainAtoms,
  naming: Naming,
  steps: CounterfactualStep[],
): Parts | 'impossible' {
  const joint = counterfactualGraph(admg, [...event.atoms, ...given.atoms], [...event.summed, ...given.summed], naming)
  if (!joint.consistent) {
    steps.push({
      line: 'ID* 5',
      text: `The event gives “${joint.variable}” two values in one world: its probability is 0.`,
    })
    return 'impossible'
  }
  const shown = joint.copies.map(({ node, value, parents }) => atomText(admg, { node, value, world: parents }))
  steps.push({ line: 'ID* 4', text: `Counterfactual graph: ${shown.join(', ') || 'nothing is left'}.` })
  const above = componentsOf(factorsOf(admg, joint))
  for (const { copies } of above.flat())
    steps.push({
      line: 'ID* 6',
      text: `District {${copies.map(({ node, value }) => atomText(admg, { node, value, world: new Map() })).join(', ')}}.`,
    })
  if (given.atoms.length === 0) return { above, below: [] }
  const condition = counterfactualGraph(admg, given.atoms, given.summed, naming)
  const below = condition.consistent ? componentsOf(factorsOf(admg, condition)) : []
  const keysBelow = new Set(below.map(componentKey))
  const keysAbove = new Set(above.map(componentKey))
  const kept = {
    above: above.filter((component) => !keysBelow.has(componentKey(component))),
    below: below.filter((component) => !keysAbove.has(componentKey(component))),
  }
  steps.push({
    line: 'IDC* 5',
    text: `Divide by the condition; ${above.length - kept.above.length} of its components cancel.`,
  })
  return kept
}

function componentKey(component: readonly CounterfactualFactor[]): string {
  return component
    .map(({ key }) => key)
    .sort()
    .join('#')
}

function conflicting(
  { variable, values, district }: Conflict,
  steps: readonly CounterfactualStep[],
): CounterfactualNotIdentified {
  const conflict = { variable, values, district }
  return {
    identifiable: false,
    reason: `No experiment measures this: latent causes tie {${district.join(', ')}} together across worlds in which “${variable}” is ${values[0]} and ${values[1]}.`,
    conflict,
    steps: [
      ...steps,
      { line: 'ID* 8', text: `“${variable}” would have to be ${values[0]} and ${values[1]} in one district.` },
    ],
  }
}

type Unmeasured = { readonly kind: 'unmeasured'; readonly reason: string; readonly hedge?: Hedge }
type Assembled = { readonly kind: 'whole'; readonly expression: Expression } | Conflicting | Unmeasured
type Conflicting = { readonly kind: 'conflict'; readonly conflict: Conflict }
type Build = (factor: CounterfactualFactor, setting: ReadonlyMap<number, Term>) => Expression | Unmeasured

/** ∏ above / ∏ below, each component summed over its running values. */
function assemble(admg: Admg, { above, below }: Parts, build: Build): Assembled {
  const sides: Expression[] = []
  for (const components of [above, below]) {
    const side: Expression[] = []
    for (const component of components) {
      const built = assembleComponent(admg, component, build)
      if (built.kind !== 'whole') return built
      side.push(built.expression)
    }
    sides.push(product(side))
  }
  const [numerator, denominator] = sides
  return { kind: 'whole', expression: below.length === 0 ? numerator! : quotient(numerator!, denominator!) }
}

function assembleComponent(admg: Admg, component: readonly CounterfactualFactor[], build: Build): Assembled {
  const factors: Expression[] = []
  const running = new Map<string, Term>()
  for (const factor of component) {
    const setting = settingOf(admg, factor)
    if (!(setting instanceof Map)) return { kind: 'conflict', conflict: setting }
    const built = build(factor, setting)
    if (built.kind === 'unmeasured') return built
    factors.push(built)
    for (const each of factor.summed) running.set(keyOf(each), each)
  }
  return { kind: 'whole', expression: sum([...running.values()], product(factors)) }
}

function measure(admg: Admg, parts: Parts, factors: Factors): Assembled {
  return assemble(admg, parts, (factor, setting) => {
    const found = measuredFactor(admg, factor, setting, factors)
    if (found.identifiable) return found.expression
    const hedge = firstHedge(found.failures)
    const names = [...new Set(factor.copies.map(({ node }) => admg.names[node]!))].join(', ')
    return {
      kind: 'unmeasured',
      reason: `The experiment on the parents of {${names}} cannot be computed from what was measured.`,
      ...(hedge === undefined ? {} : { hedge }),
    }
  })
}
