/**
 * Path-specific effects: the treatment acts along some paths as if set to x and along the others as if set to x′.
 *
 * Identifiable unless there is a *recanting witness*, a node that has to take the value of both worlds because an active
 * and an inactive path run through it alike (Avin, Shpitser & Pearl 2005, theorem 5), or, with latent causes, a *recanting
 * district*: a district of G[An(Y)∖X] that the treatment enters by an active and by an inactive edge (Shpitser 2013,
 * theorem 3). Otherwise the edge g-formula holds (Shpitser 2013, theorem 4):
 *
 *   Σ_{D∖Y} ∏_i Q[D_i],  with x in factors that the treatment enters actively, x′ in the others.
 */
import { ScmError } from '../errors.ts'
import { type Estimand, estimand } from '../expression/estimand.ts'
import {
  type Expression,
  freeTerms,
  keyOf,
  product,
  substitute,
  sum,
  type Term,
  term,
} from '../expression/expression.ts'
import { simplify } from '../expression/simplify.ts'
import { type Graph, nodeIndex } from '../graph/graph.ts'
import type { Names } from '../graph/names.ts'
import { type Admg, admgOf, ancestorsWithin, districtsWithin, namesOfSet } from '../identification/admg.ts'
import type { Hedge } from '../identification/hedge.ts'
import { factorsFrom } from '../identification/identifyJoint.ts'
import { termOf, termsOfSet } from '../identification/kernel.ts'
import { difference, hasNode, intersection, membersOf, type NodeSet, nodeSet } from '../identification/nodeSet.ts'
import { firstHedge } from '../identification/notIdentified.ts'
import { observation, type SourceDescription, sourcesOf } from '../identification/sources.ts'
import { sidesOf } from './naturalEffects.ts'

export type PathSpecificOptions = {
  /** One node. */
  treatment: string
  outcome: Names
  /** The active paths, from treatment to outcome by observed nodes: [['X', 'M', 'Y'], …]. */
  paths: readonly (readonly string[])[]
  sources?: readonly SourceDescription[]
}

export type PathSpecificResult =
  | {
      readonly identifiable: true
      /** Axes: X (along active paths), X′ (along the others), outcome. */
      readonly estimand: Estimand
    }
  | {
      readonly identifiable: false
      readonly reason: string
      readonly recantingWitness?: string
      readonly recantingDistrict?: readonly string[]
      readonly hedge?: Hedge
    }

export function identifyPathSpecificEffect(
  graph: Graph,
  { treatment, outcome, paths, sources = observation }: PathSpecificOptions,
): PathSpecificResult {
  const admg = admgOf(graph)
  const { x: treatments, y } = sidesOf(graph, admg, treatment, outcome)
  const x = treatments[0]!
  const targets = nodeSet(admg.names.length, y)
  const within = ancestorsWithin(admg, targets, difference(admg.all, nodeSet(admg.names.length, [x])))
  const active = requirePaths(graph, admg, x, targets, paths)
  const witness = recantingWitness(admg, within, targets, active)
  if (witness !== undefined) {
    const name = admg.names[witness]!
    return {
      identifiable: false,
      recantingWitness: name,
      reason: `“${name}” is a recanting witness: from ${treatment} through it runs an active and an inactive path, so it would have to take the values of both worlds.`,
    }
  }
  const entered = new Set(active.map((path) => path[1]!))
  return edgeFormula(admg, { x, y, within, entered }, factorsFrom(admg, sourcesOf(graph, admg, sources)))
}

/** Whether there is no recanting witness, no recanting district and no hedge; which of them, `identifyPathSpecificEffect` says. */
export function isPathSpecificIdentifiable(graph: Graph, options: PathSpecificOptions): boolean {
  return identifyPathSpecificEffect(graph, options).identifiable
}

/** The paths as node numbers. */
function requirePaths(
  graph: Graph,
  admg: Admg,
  x: number,
  targets: NodeSet,
  paths: PathSpecificOptions['paths'],
): number[][] {
  return paths.map((path) => {
    const nodes = path.map((name) => {
      nodeIndex(graph, name)
      return admg.index.get(name) ?? -1
    })
    const runs = nodes.every((node, at) => node >= 0 && (at === 0 || hasNode(admg.parents[node]!, nodes[at - 1]!)))
    if (runs && nodes.length > 1 && nodes[0] === x && hasNode(targets, nodes.at(-1)!)) return nodes
    throw new ScmError(
      'path-specific/path',
      `${path.join(' → ')} is no directed path from ${admg.names[x]} to the outcome.`,
      {
        hint: 'Name the nodes from treatment to outcome along arrows of the graph, latent nodes left out.',
        details: { path },
      },
    )
  })
}

/** The last node of the longest beginning that an active and an inactive path share, beyond the treatment. */
function recantingWitness(
  admg: Admg,
  within: NodeSet,
  targets: NodeSet,
  active: readonly number[][],
): number | undefined {
  const ways = countPaths(admg, within, targets)
  const beginnings = new Map<string, { last: number; length: number; continued: Set<string> }>()
  for (const path of active)
    for (let length = 2; length <= path.length; length++) {
      const start = path.slice(0, length)
      const key = start.join('>')
      const before = beginnings.get(key) ?? { last: start.at(-1)!, length, continued: new Set() }
      before.continued.add(path.join('>'))
      beginnings.set(key, before)
    }
  const split = [...beginnings.values()].filter(({ last, continued }) => BigInt(continued.size) < ways.get(last)!)
  return split.sort((a, b) => b.length - a.length)[0]?.last
}

/** For every node, the number of directed paths to the outcome, the empty one included. */
function countPaths(admg: Admg, within: NodeSet, targets: NodeSet): Map<number, bigint> {
  const ways = new Map<number, bigint>()
  for (const node of admg.order.toReversed()) {
    if (!hasNode(within, node)) continue
    const below = membersOf(intersection(admg.children[node]!, within))
    ways.set(
      node,
      below.reduce((sum, child) => sum + ways.get(child)!, hasNode(targets, node) ? 1n : 0n),
    )
  }
  return ways
}

type EdgeQuestion = { x: number; y: readonly number[]; within: NodeSet; entered: ReadonlySet<number> }

function edgeFormula(
  admg: Admg,
  { x, y, within, entered }: EdgeQuestion,
  factors: ReturnType<typeof factorsFrom>,
): PathSpecificResult {
  const treatment = admg.names[x]!
  const parts: Expression[] = []
  for (const district of districtsWithin(admg, within)) {
    const children = membersOf(intersection(admg.children[x]!, district))
    const isActive = children.some((child) => entered.has(child))
    const names = namesOfSet(admg, district)
    if (isActive && children.some((child) => !entered.has(child)))
      return {
        identifiable: false,
        recantingDistrict: names,
        reason: `{${names.join(', ')}} is a recanting district: ${treatment} acts in it along an active and along an inactive edge, and latent causes tie both together.`,
      }
    const found = factors(district)
    if (!found.identifiable) {
      const hedge = firstHedge(found.failures)
      return {
        identifiable: false,
        reason: `The factor of {${names.join(', ')}} cannot be computed from what was measured.`,
        ...(hedge === undefined ? {} : { hedge }),
      }
    }
    parts.push(children.length > 0 && !isActive ? withOther(found.expression, termOf(admg, x)) : found.expression)
  }
  const targets = nodeSet(admg.names.length, y)
  const expression = sum(termsOfSet(admg, difference(within, targets)), product(parts))
  const question = {
    treatment: [termOf(admg, x), term(treatment, 1)],
    given: [],
    outcome: y.map((node) => termOf(admg, node)),
  }
  return { identifiable: true, estimand: simplify(estimand(expression, question)) }
}

/** X becomes X′. */
function withOther(expression: Expression, x: Term): Expression {
  return freeTerms(expression).has(keyOf(x))
    ? substitute(expression, new Map([[keyOf(x), term(x.variable, 1)]]))
    : expression
}
