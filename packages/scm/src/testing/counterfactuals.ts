/** Counterfactual probabilities of random finite models, by running every world on every exogenous setting; for tests. */

import type {
  CounterfactualAction,
  CounterfactualActions,
  CounterfactualAtom,
} from '../counterfactual-identification/counterfactualQuery.ts'
import { type Expression, partsOf } from '../expression/expression.ts'
import type { Graph } from '../graph/graph.ts'
import type { FiniteModel } from '../model/finiteScm.ts'
import type { DiscreteJoint } from '../probability/joint.ts'
import type { Random } from '../random.ts'

const noiseCard = 3

/** Binary variables; each has a noise that can turn it either way, and a latent cause for every ↔. */
export function randomFiniteModel(graph: Graph, random: Random): FiniteModel {
  const arcs = graph.edges.filter(({ fromMark }) => fromMark === 'arrow')
  const exogenous = arcs.map((_, at) => ({ names: [`U${at}`], cards: [2], p: distributionOf(2, random) }))
  for (const name of graph.nodes)
    exogenous.push({ names: [`N${name}`], cards: [noiseCard], p: distributionOf(noiseCard, random) })
  const order: string[] = []
  const parentsOf = (name: string) =>
    graph.edges.filter(({ to, fromMark }) => to === name && fromMark === 'tail').map(({ from }) => from)
  const visit = (name: string) => {
    if (order.includes(name)) return
    for (const parent of parentsOf(name)) visit(parent)
    order.push(name)
  }
  for (const name of graph.nodes) visit(name)
  const endogenous = order.map((name) => {
    const latents = arcs.flatMap(({ from, to }, at) => (from === name || to === name ? [`U${at}`] : []))
    const parents = [...parentsOf(name), ...latents, `N${name}`]
    const rows = 2 ** (parents.length - 1)
    const table = Array.from({ length: rows }, () => [0, 1, Number(random() < 0.5)]).flat()
    return { name, card: 2, parents, table }
  })
  return { exogenous, endogenous }
}

function distributionOf(card: number, random: Random): number[] {
  const raw = Array.from({ length: card }, () => 0.2 + random())
  const total = raw.reduce((sum, value) => sum + value, 0)
  return raw.map((value) => value / total)
}

type Setting = Readonly<Record<string, number>>

function settingsOf(model: FiniteModel): { weight: number; setting: Setting }[] {
  let settings: { weight: number; setting: Record<string, number> }[] = [{ weight: 1, setting: {} }]
  for (const { names, p } of model.exogenous)
    settings = settings.flatMap(({ weight, setting }) =>
      p.map((probability, value) => ({ weight: weight * probability, setting: { ...setting, [names[0]!]: value } })),
    )
  return settings
}

function run(model: FiniteModel, setting: Setting, actions: CounterfactualActions = {}): Record<string, number> {
  const values: Record<string, number> = { ...setting }
  const set = (action: CounterfactualAction): number =>
    typeof action === 'object' ? run(model, setting, action.do)[action.variable]! : Number(action)
  for (const { name, parents, table } of model.endogenous) {
    const action = actions[name]
    if (action !== undefined) {
      values[name] = set(action)
      continue
    }
    // The noise is the last parent, every other one is binary.
    let row = 0
    for (let at = 0; at < parents.length - 1; at++) row = row * 2 + values[parents[at]!]!
    values[name] = table[row * noiseCard + values[parents.at(-1)!]!]!
  }
  return values
}

/** P(event | given), and P(given). */
export function counterfactualTruth(
  model: FiniteModel,
  event: readonly CounterfactualAtom[],
  given: readonly CounterfactualAtom[],
) {
  let both = 0
  let condition = 0
  for (const { weight, setting } of settingsOf(model)) {
    const holds = (atoms: readonly CounterfactualAtom[]) =>
      atoms.every(({ variable, value, do: actions }) => run(model, setting, actions)[variable] === Number(value))
    if (!holds(given)) continue
    condition += weight
    if (holds(event)) both += weight
  }
  return { probability: both / condition, condition }
}

/** The distributions that an estimand draws on, as experiments on the model. */
export function measuredFor(expression: Expression, model: FiniteModel) {
  const worlds = new Map<string, readonly string[]>()
  const collect = (part: Expression) => {
    if (part.kind === 'distribution' || part.kind === 'conditional') {
      const set = part.do.map(({ variable }) => variable)
      worlds.set([...set].sort().join(','), set)
    } else for (const inner of partsOf(part)) collect(inner)
  }
  collect(expression)
  return [...new Map([['', []], ...worlds])].map(([, set]) => ({
    do: set,
    distribution: experimentOn(model, set as string[]),
  }))
}

export function experimentOn(model: FiniteModel, set: readonly string[]): DiscreteJoint {
  const names = model.endogenous.map(({ name }) => name)
  const p = new Float64Array(2 ** names.length)
  for (let code = 0; code < 2 ** set.length; code++) {
    const actions = Object.fromEntries(set.map((name, at) => [name, (code >> at) & 1]))
    for (const { weight, setting } of settingsOf(model)) {
      const values = run(model, setting, actions)
      p[names.reduce((cell, name) => cell * 2 + values[name]!, 0)]! += weight
    }
  }
  return { variables: names.map((name) => ({ name, levels: ['0', '1'] })), p }
}

/**
 * P(outcome = 1) when the treatment is `active` along some paths and `other` along the rest: every node is worked out anew
 * for every path by which it is asked for.
 */
export function pathSpecificTruth(
  model: FiniteModel,
  { treatment, outcome, paths }: { treatment: string; outcome: string; paths: readonly (readonly string[])[] },
  [active, other]: readonly [number, number],
): number {
  const chosen = new Set(paths.map((path) => path.join('>')))
  const byName = new Map(model.endogenous.map((each) => [each.name, each]))
  let mass = 0
  for (const { weight, setting } of settingsOf(model)) {
    const seenFrom = (name: string, below: readonly string[]): number => {
      const path = [name, ...below]
      if (name === treatment) return chosen.has(path.join('>')) ? active : other
      const { parents, table } = byName.get(name)!
      let row = 0
      for (const parent of parents.slice(0, -1))
        row = row * 2 + (byName.has(parent) ? seenFrom(parent, path) : setting[parent]!)
      return table[row * noiseCard + setting[parents.at(-1)!]!]!
    }
    if (seenFrom(outcome, []) === 1) mass += weight
  }
  return mass
}
