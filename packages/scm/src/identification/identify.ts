/**
 * Whether an effect can be computed from the distributions at hand, and how.
 *
 * P(outcome | do(treatment), given) by ID and IDC (Shpitser & Pearl 2006a, 2006b), by gID from experiments (Lee, Correa &
 * Bareinboim 2019), by general transportability from other populations (Lee, Correa & Bareinboim 2020), and from data
 * under selection bias by RC (Bareinboim & Tian 2015).
 */
import { ScmError } from '../errors.ts'
import { type Estimand, estimand } from '../expression/estimand.ts'
import { type Expression, quotient, sum } from '../expression/expression.ts'
import { simplify } from '../expression/simplify.ts'
import { withRoles } from '../graph/changes.ts'
import type { Graph } from '../graph/graph.ts'
import type { Names } from '../graph/names.ts'
import { namesOf } from '../graph/names.ts'
import { type Admg, admgOf, namesOfSet, observedSet } from './admg.ts'
import { byAdjustment } from './byAdjustment.ts'
import type { Source } from './identifyFactor.ts'
import { factorsFrom, identifyJoint } from './identifyJoint.ts'
import { termsOfSet } from './kernel.ts'
import { difference, intersection, isEmpty, isSubset, membersOf, type NodeSet, nodeSet, union } from './nodeSet.ts'
import { type NotIdentified, notIdentified } from './notIdentified.ts'
import { isSeparatedIn } from './separatedBits.ts'
import { observation, type SourceDescription, sourcesOf } from './sources.ts'
import type { Step } from './steps.ts'

export type IdentifyOptions = {
  treatment?: Names
  outcome: Names
  /** Observed values to condition on, after the intervention. */
  given?: Names
  /** What was measured; by default the observational distribution. With this, only what it names. */
  sources?: readonly SourceDescription[]
  /**
   * 'adjustment': give Σ_z P(outcome | treatment, z) P(z) with a smallest adjustment set where there is one, which is
   * shorter to read and to estimate than what ID may find. For P(outcome | do(treatment)) from observations.
   */
  prefer?: 'adjustment'
  /**
   * On failure, also build two models that agree on the observed joint and differ in the effect. For conditional effects
   * they are given only where they are found to differ in these.
   */
  witness?: boolean
}

export type Identified = {
  readonly identifiable: true
  readonly estimand: Estimand
  readonly steps: readonly Step[]
}

export type Identification = Identified | NotIdentified

export function identify(whole: Graph, options: IdentifyOptions): Identification {
  const graph = withoutUnrecorded(whole, options)
  const admg = admgOf(graph)
  const roles = rolesOf(graph, admg, options)
  const query = {
    treatment: inOrderAsked(options.treatment),
    given: inOrderAsked(options.given),
    outcome: inOrderAsked(options.outcome),
  }
  const sources = sourcesOf(graph, admg, options.sources ?? observation)
  const adjusted =
    options.prefer === 'adjustment' && sources.some((each) => isPlain(each) && isWhole(each))
      ? byAdjustment(graph, options)
      : undefined
  if (adjusted !== undefined)
    return { identifiable: true, estimand: simplify(estimand(adjusted.expression, query)), steps: adjusted.steps }
  const factors = factorsFrom(admg, sources)
  const { moved, steps } = observationsToActions(admg, roles)
  const treatment = union(roles.treatment, moved)
  const condition = difference(roles.given, moved)
  const outcome = union(roles.outcome, condition)
  const plain = sources.some((source) => isPlain(source) && isSubset(outcome, source.admg.all))
  const joint = identifyJoint(admg, { treatment, outcome, factors, plain })
  const derivation = [...steps, ...joint.steps]
  const name = (set: NodeSet) => namesOfSet(admg, set)
  if (!joint.identifiable) {
    const wantsWitness = options.witness === true && sources.every((each) => isPlain(each) && isWhole(each))
    const effect = {
      treatment: name(roles.treatment),
      outcome: name(roles.outcome),
      given: name(roles.given),
    }
    const asked = { question: questionText(options), effect, outcome, wantsWitness, steps: derivation }
    return notIdentified(joint, asked)
  }
  if (!isEmpty(condition)) derivation.push({ line: 'IDC 2', outcome: name(outcome), nodes: name(condition) })
  const expression = isEmpty(condition) ? joint.expression : conditional(admg, joint.expression, roles.outcome)
  return { identifiable: true, estimand: simplify(estimand(expression, query)), steps: derivation }
}

/** Nodes that no source records and nothing else names are latent. */
function withoutUnrecorded(graph: Graph, { treatment, outcome, given, sources = observation }: IdentifyOptions): Graph {
  if (sources.some(({ observed }) => observed === undefined)) return graph
  const named = sources.flatMap((source) => [source.observed, source.do, source.selection, source.selected])
  const kept = new Set([treatment, outcome, given, ...named].flatMap(namesOf))
  return withRoles(graph, {
    latent: graph.nodes.filter((name) => !kept.has(name) || graph.roles.latent.includes(name)),
  })
}

/** The observational distribution of the target population. */
function isPlain({ set, selected, world }: Source): boolean {
  return isEmpty(set) && isEmpty(selected) && world.domain === undefined
}

/** Records every node. */
function isWhole({ admg: recorded }: Source): boolean {
  return recorded.names.length === membersOf(recorded.all).length
}

function questionText({ treatment, outcome, given }: IdentifyOptions): string {
  const action = namesOf(treatment).length === 0 ? [] : [`do(${namesOf(treatment).join(', ')})`]
  const condition = [...action, ...namesOf(given)].join(', ')
  return `P(${namesOf(outcome).join(', ')}${condition === '' ? '' : ` | ${condition}`})`
}

function inOrderAsked(names: Names | undefined) {
  return [...new Set(namesOf(names))].map((variable) => ({ variable }))
}

/** IDC line 2. */
function conditional(admg: Admg, joint: Expression, outcome: NodeSet): Expression {
  return quotient(joint, sum(termsOfSet(admg, outcome), joint))
}

type RoleSets = { treatment: NodeSet; outcome: NodeSet; given: NodeSet }

function rolesOf(graph: Graph, admg: Admg, { treatment, outcome, given }: IdentifyOptions): RoleSets {
  const roles = {
    treatment: observedSet(graph, admg, treatment, 'treatment'),
    outcome: observedSet(graph, admg, outcome, 'outcome'),
    given: observedSet(graph, admg, given, 'condition'),
  }
  if (isEmpty(roles.outcome))
    throw new ScmError('identify/no-outcome', 'No outcome is given.', { hint: 'Name at least one node as `outcome`.' })
  const pairs = [
    ['treatment', 'outcome'],
    ['treatment', 'given'],
    ['outcome', 'given'],
  ] as const
  for (const [one, other] of pairs) {
    const shared = namesOfSet(admg, intersection(roles[one], roles[other]))
    if (shared.length === 0) continue
    throw new ScmError(
      'identify/overlap',
      `${shared.map((name) => `“${name}”`).join(', ')} cannot be both ${one} and ${other}.`,
      {
        hint: 'Leave it in one of the two.',
        details: { nodes: shared, roles: [one, other] },
      },
    )
  }
  return roles
}

/** IDC line 1: z goes over to the treatments when (Y ⊥ z | X, Z∖z) in G with X barred above and z barred below. */
function observationsToActions(admg: Admg, { treatment, outcome, given }: RoleSets) {
  const steps: Step[] = []
  let moved = admg.none
  for (let changed = true; changed; ) {
    changed = false
    for (const node of membersOf(difference(given, moved))) {
      const z = nodeSet(admg.names.length, [node])
      const acting = union(treatment, moved)
      const rest = difference(difference(given, moved), z)
      const separated = isSeparatedIn(admg, {
        x: outcome,
        y: z,
        given: union(acting, rest),
        withoutIncoming: acting,
        withoutOutgoing: z,
      })
      if (!separated) continue
      moved = union(moved, z)
      changed = true
      steps.push({ line: 'IDC 1', outcome: namesOfSet(admg, outcome), nodes: [admg.names[node]!] })
    }
  }
  return { moved, steps }
}
