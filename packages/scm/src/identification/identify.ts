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
import type { Graph } from '../graph/graph.ts'
import type { Names } from '../graph/names.ts'
import { namesOf } from '../graph/names.ts'
import { type Admg, admgOf, namesOfSet, observedSet } from './admg.ts'
import { byAdjustment } from './byAdjustment.ts'
import { type Hedge, hedgeNodes, hedgeOf } from './hedge.ts'
import type { Source } from './identifyFactor.ts'
import { type Failure, factorsFrom, identifyJoint, type JointResult } from './identifyJoint.ts'
import { termsOfSet } from './kernel.ts'
import {
  difference,
  intersection,
  isEmpty,
  isSame,
  isSubset,
  membersOf,
  type NodeSet,
  nodeSet,
  union,
} from './nodeSet.ts'
import { isSeparatedIn } from './separatedBits.ts'
import { observation, type SourceDescription, sourcesOf } from './sources.ts'
import type { Step } from './steps.ts'
import { type Witness, witnessOf } from './witness.ts'

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
  /** On failure, also build two models that agree on what was observed and differ in the effect. */
  witness?: boolean
}

export type Identified = {
  readonly identifiable: true
  readonly estimand: Estimand
  readonly steps: readonly Step[]
}

export type NotIdentified = {
  readonly identifiable: false
  /** Absent where no hedge is the cause (a source that was refused for another reason). */
  readonly hedge?: Hedge
  /** A sentence. */
  readonly reason: string
  /** What stood in the way in each source. */
  readonly obstacles: readonly {
    readonly source: string
    readonly district: readonly string[]
    readonly reason: string
    readonly hedge?: Hedge
  }[]
  readonly witness?: Witness
  readonly steps: readonly Step[]
}

export type Identification = Identified | NotIdentified

export function identify(graph: Graph, options: IdentifyOptions): Identification {
  const admg = admgOf(graph)
  const roles = rolesOf(graph, admg, options)
  const query = {
    treatment: inOrderAsked(options.treatment),
    given: inOrderAsked(options.given),
    outcome: inOrderAsked(options.outcome),
  }
  const sources = sourcesOf(graph, admg, options.sources ?? observation)
  const adjusted =
    options.prefer === 'adjustment' && sources.some((each) => isPlain(each) && isSame(each.admg.all, admg.all))
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
  if (!joint.identifiable) return failed(admg, joint, options, roles, outcome, sources, derivation)
  const name = (set: NodeSet) => namesOfSet(admg, set)
  if (!isEmpty(condition)) derivation.push({ line: 'IDC 2', outcome: name(outcome), nodes: name(condition) })
  const expression = isEmpty(condition) ? joint.expression : conditional(admg, joint.expression, roles.outcome)
  return { identifiable: true, estimand: simplify(estimand(expression, query)), steps: derivation }
}

/** The observational distribution of the target population. */
function isPlain({ set, selected, world }: Source): boolean {
  return isEmpty(set) && isEmpty(selected) && world.domain === undefined
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

function failed(
  admg: Admg,
  { failures, within }: Extract<JointResult, { identifiable: false }>,
  options: IdentifyOptions,
  roles: RoleSets,
  outcome: NodeSet,
  sources: readonly Source[],
  steps: readonly Step[],
): NotIdentified {
  const obstacles = failures.map((failure) => obstacleOf(admg, failure))
  const first = failures.find(({ hedge }) => hedge !== undefined)
  const nodes = first?.hedge === undefined ? undefined : hedgeNodes(admg, first.hedge.outer, first.hedge.inner)
  const query = `P(${[namesOf(options.outcome).join(', '), namesOf(options.given).join(', ')].filter(Boolean).join(' | ')}) after do(${namesOf(options.treatment).join(', ')})`
  const why = obstacles.map(({ reason }) => reason).join(' ')
  const only = sources.length === 1 && isEmpty(sources[0]!.set) && isEmpty(sources[0]!.selected) && isEmpty(roles.given)
  const witness = options.witness && only && nodes ? witnessOf(admg, nodes, outcome, within) : undefined
  return {
    identifiable: false,
    reason: `${query} cannot be computed from what is given. ${why}`,
    obstacles,
    steps,
    ...(nodes === undefined ? {} : { hedge: hedgeOf(admg, nodes) }),
    ...(witness === undefined ? {} : { witness }),
  }
}

function obstacleOf(admg: Admg, { source, district, hedge, refusal }: Failure) {
  const names = namesOfSet(admg, district)
  if (hedge === undefined)
    return { source: source.label, district: names, reason: `For the factor of {${names.join(', ')}}: ${refusal}.` }
  const outer = namesOfSet(admg, hedge.outer).join(', ')
  return {
    source: source.label,
    district: names,
    reason: `{${outer}} and {${names.join(', ')}} form a hedge in ${source.label}: latent causes tie them together, and every node of the larger set acts on the smaller.`,
    hedge: hedgeOf(admg, hedgeNodes(admg, hedge.outer, hedge.inner)),
  }
}
