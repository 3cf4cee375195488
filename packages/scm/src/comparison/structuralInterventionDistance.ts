/**
 * The structural intervention distance (Peters & Bühlmann 2015): ordered pairs (i, j) for which adjusting for the parents
 * of i in the estimate gives a wrong p(j | do(i)) in the truth. Prop. 6: where j is such a parent the estimate says that
 * there is no effect, which is wrong iff j is a descendant of i; otherwise the parents must be an adjustment set.
 *
 * Of a CPDAG the bounds over its DAGs: its undirected components are oriented independently, and the distance is a sum
 * over nodes i (sect. 2.4), so each component is bounded alone.
 */
import { reversed } from '../adjustment/effect.ts'
import { closedCpdag } from '../equivalence/closedCpdag.ts'
import { eachDag } from '../equivalence/enumerateDags.ts'
import { ScmError } from '../errors.ts'
import { subgraph } from '../graph/changes.ts'
import type { Graph, Rows } from '../graph/graph.ts'
import { components, keepingItems, reachable, requireAcyclic, row } from '../graph/walks.ts'
import { isReached } from '../separation/reach.ts'
import { requireSameNodes } from './edgeScores.ts'

/** `truth` and `estimate` are DAGs on the same nodes; 0 to n(n − 1). */
export function structuralInterventionDistance(truth: Graph, estimate: Graph): number {
  requireDag(truth, 'truth')
  requireDag(estimate, 'estimate')
  requireSameNodes(truth, estimate)
  const judge = judgeOf(truth)
  let distance = 0
  for (const [node, name] of estimate.nodes.entries())
    distance += judge(
      truth.index.get(name)!,
      [...row(estimate.parents, node)].map((parent) => truth.index.get(estimate.nodes[parent]!)!),
    )
  return distance
}

/**
 * The least and the greatest distance of a DAG that the CPDAG stands for. Lists the orientations of each undirected
 * component, which may be many: see `countDags`.
 */
export function structuralInterventionBounds(
  truth: Graph,
  estimate: Graph,
  { signal }: { signal?: AbortSignal } = {},
): { lower: number; upper: number } {
  requireDag(truth, 'truth')
  requireSameNodes(truth, estimate)
  const closed = estimate.kind === 'cpdag' ? closedCpdag(estimate) : estimate
  if (closed.kind !== 'cpdag') requireDag(closed, 'estimate')
  const judge = judgeOf(truth)
  const bounds = { lower: 0, upper: 0 }
  for (const members of components(closed.nodes.length, [closed.undirected])) {
    const names = members.map((node) => closed.nodes[node]!)
    const outer = members.map((node) => [...row(closed.parents, node)].map((parent) => closed.nodes[parent]!))
    const totals: number[] = []
    for (const dag of members.length === 1 ? [subgraph(closed, names)] : eachDag(subgraph(closed, names))) {
      signal?.throwIfAborted()
      const sum = (total: number, name: string, i: number) => {
        const inner = [...row(dag.parents, dag.index.get(name)!)].map((parent) => dag.nodes[parent]!)
        const parents = new Set([...outer[i]!, ...inner])
        return (
          total +
          judge(
            truth.index.get(name)!,
            [...parents].map((parent) => truth.index.get(parent)!),
          )
        )
      }
      totals.push(names.reduce(sum, 0))
    }
    bounds.lower += Math.min(...totals)
    bounds.upper += totals.reduce((most, total) => Math.max(most, total), 0)
  }
  return bounds
}

/** Wrong effects of node i when its parents are taken to be `parents`. */
function judgeOf(truth: Graph): (i: number, parents: readonly number[]) => number {
  const count = truth.nodes.length
  const upward = reversed(truth.children)
  return (i, parents) => {
    const isParent = new Set(parents)
    const below = reachable(count, [truth.children], [i])
    let wrong = 0
    for (let j = 0; j < count; j++) {
      if (j === i) continue
      if (isParent.has(j)) wrong += below[j]!
      else if (!adjusts(truth, upward, below, i, j, parents)) wrong++
    }
    return wrong
  }
}

/** The adjustment criterion for one treatment and outcome of a DAG, on rows alone. */
function adjusts(
  truth: Graph,
  upward: Rows,
  below: Uint8Array,
  i: number,
  j: number,
  given: readonly number[],
): boolean {
  const count = truth.nodes.length
  const above = reachable(count, [upward], [j])
  const isCausal = (node: number) => node !== i && below[node] === 1 && above[node] === 1
  const causal = truth.nodes.flatMap((_, node) => (isCausal(node) ? [node] : []))
  const forbidden = reachable(count, [truth.children], causal)
  if (given.some((node) => forbidden[node] === 1)) return false
  const { parents, children, spouses, undirected } = truth
  const cut = {
    parents: keepingItems(parents, (node, parent) => parent !== i || !isCausal(node)),
    children: keepingItems(children, (node, child) => node !== i || !isCausal(child)),
    spouses,
    undirected,
  }
  return !isReached(cut, [i], [j], given)
}

function requireDag(graph: Graph, which: string): void {
  if (graph.kind !== 'dag')
    throw new ScmError('graph/kind', `The ${which} is a ${graph.kind.toUpperCase()}, not a DAG.`, {
      hint:
        graph.kind === 'cpdag' && which === 'estimate'
          ? 'structuralInterventionBounds takes a CPDAG.'
          : 'The distance is defined for DAGs.',
      details: { kind: graph.kind },
    })
  requireAcyclic(graph)
}
