/**
 * Effects that need two worlds: on the treated, and natural direct and indirect (Robins & Greenland 1992; Pearl 2001).
 *
 * Their estimands are tables over two copies of the treatment's values, X and X′, and the outcome:
 *
 *   on the treated     P(Y_x = y | X = x′)
 *   natural effects    P(Y_{x, M_{x′}} = y):  NDE = E[Y_{x, M_{x′}}] − E[Y_{x′}],  NIE = E[Y_{x′, M_x}] − E[Y_{x′}]
 */
import { ScmError } from '../errors.ts'
import { type Term, term } from '../expression/expression.ts'
import type { Graph } from '../graph/graph.ts'
import { type Names, namesOf } from '../graph/names.ts'
import { type Admg, admgOf, observedSet } from '../identification/admg.ts'
import { firstOf, intersection, isEmpty, membersOf, type NodeSet, union } from '../identification/nodeSet.ts'
import type { Atom } from './counterfactualQuery.ts'
import {
  type CounterfactualIdentification,
  type IdentifyCounterfactualOptions,
  identifyAtoms,
} from './identifyCounterfactual.ts'

export type TwoWorldsOptions = IdentifyCounterfactualOptions & { treatment: Names; outcome: Names }

/** P(Y_x | X = x′): axes X (set), X′ (taken), outcome. */
export function identifyEffectOnTreated(
  graph: Graph,
  { treatment, outcome, ...options }: TwoWorldsOptions,
): CounterfactualIdentification {
  const admg = admgOf(graph)
  const { x, y } = sidesOf(graph, admg, treatment, outcome)
  const event = y.map((node) => ({ node, value: running(admg, node), world: worldOf(admg, x, 0) }))
  const given = x.map((node) => ({ node, value: running(admg, node, 1), world: new Map() }))
  return identifyAtoms(
    graph,
    admg,
    {
      event: { atoms: event, summed: [] },
      given: { atoms: given, summed: [] },
      question: {
        treatment: x.map((node) => running(admg, node)),
        given: x.map((node) => running(admg, node, 1)),
        outcome: y.map((node) => running(admg, node)),
      },
    },
    options,
  )
}

export type NaturalEffectsOptions = TwoWorldsOptions & { mediators: Names }

/** P(Y_{x, M_{x′}}): axes X (what the outcome sees), X′ (what the mediators see), outcome. */
export function identifyNaturalEffects(
  graph: Graph,
  { treatment, outcome, mediators, ...options }: NaturalEffectsOptions,
): CounterfactualIdentification {
  const admg = admgOf(graph)
  const { x, y } = sidesOf(graph, admg, treatment, outcome, mediators)
  const m = membersOf(observedSet(graph, admg, mediators, 'mediator'))
  const values = m.map((node) => term(admg.names[node]!, 1))
  const seen = new Map([...worldOf(admg, x, 0), ...m.map((node, at) => [node, values[at]!] as const)])
  const atoms: Atom[] = [
    ...y.map((node) => ({ node, value: running(admg, node), world: seen })),
    ...m.map((node, at) => ({ node, value: values[at]!, world: worldOf(admg, x, 1) })),
  ]
  const question = {
    treatment: [...x.map((node) => running(admg, node)), ...x.map((node) => running(admg, node, 1))],
    given: [],
    outcome: y.map((node) => running(admg, node)),
  }
  return identifyAtoms(
    graph,
    admg,
    { event: { atoms, summed: values }, given: { atoms: [], summed: [] }, question },
    options,
  )
}

function running({ names }: Admg, node: number, prime = 0): Term {
  return term(names[node]!, prime)
}

function worldOf(admg: Admg, nodes: readonly number[], prime: number): Map<number, Term> {
  return new Map(nodes.map((node) => [node, running(admg, node, prime)]))
}

export function sidesOf(graph: Graph, admg: Admg, treatment: Names, outcome: Names, mediators: Names = []) {
  const x = observedSet(graph, admg, treatment, 'treatment')
  const y = observedSet(graph, admg, outcome, 'outcome')
  const m = observedSet(graph, admg, mediators, 'mediator')
  if (isEmpty(x) || isEmpty(y))
    throw new ScmError('identify/no-outcome', 'A treatment and an outcome are needed.', {
      hint: 'Name at least one node for each.',
    })
  requireApart(admg, [x, y, m], namesOf(treatment))
  return { x: inOrder(graph, admg, treatment), y: inOrder(graph, admg, outcome) }
}

function requireApart(
  { names }: Admg,
  [x, y, m]: readonly [NodeSet, NodeSet, NodeSet],
  treatment: readonly string[],
): void {
  const shared = union(union(intersection(x, y), intersection(x, m)), intersection(y, m))
  if (isEmpty(shared)) return
  throw new ScmError(
    'identify/overlap',
    `“${names[firstOf(shared)]}” stands in two of treatment, outcome and mediators.`,
    {
      hint: 'Leave it in one.',
      details: { treatment },
    },
  )
}

/** In the order asked, each once. */
function inOrder(graph: Graph, admg: Admg, names: Names): number[] {
  return [...new Set(namesOf(names))].map((name) => firstOf(observedSet(graph, admg, name, 'node of the question')))
}
