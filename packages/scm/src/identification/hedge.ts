/**
 * Hedges (Shpitser & Pearl 2006, definitions 5 and 6): why an effect is not identifiable.
 *
 * F ⊃ F′ are two C-forests with the same roots R: sets of nodes joined by ↔ in which every node but the roots has one
 * child. F meets the treatment, F′ does not, and R are ancestors of the outcome in G without what enters the treatment.
 */
import { type Admg, namesOfSet } from './admg.ts'
import { firstOf, hasNode, intersection, isEmpty, membersOf, type NodeSet, nodeSet } from './nodeSet.ts'

export type Forest = {
  readonly nodes: readonly string[]
  /** parent → child, one child for every node that is no root. */
  readonly directed: readonly (readonly [string, string])[]
  /** a ↔ b, a spanning tree. */
  readonly bidirected: readonly (readonly [string, string])[]
}

export type Hedge = {
  /** F. */
  readonly outer: Forest
  /** F′. */
  readonly inner: Forest
  readonly roots: readonly string[]
}

/** The same with node numbers: `child[v]` is −1 for roots and for nodes outside. */
export type HedgeNodes = {
  readonly outer: NodeSet
  readonly inner: NodeSet
  readonly roots: NodeSet
  readonly child: Int32Array
  readonly bidirected: readonly (readonly [number, number])[]
}

/** Prunes the edges of a failed line 5 to the two forests. */
export function hedgeNodes(admg: Admg, outer: NodeSet, inner: NodeSet): HedgeNodes {
  const rootList = membersOf(inner).filter((node) => isEmpty(intersection(admg.children[node]!, inner)))
  const roots = nodeSet(admg.names.length, rootList)
  const child = new Int32Array(admg.names.length).fill(-1)
  chooseChildren(admg, inner, rootList, child)
  chooseChildren(admg, outer, membersOf(inner), child)
  const innerTree = spanningTree(admg, inner, [firstOf(inner)])
  return { outer, inner, roots, child, bidirected: [...innerTree, ...spanningTree(admg, outer, membersOf(inner))] }
}

/** Every node that `reached` does not hold gets the child through which it reaches it soonest. */
function chooseChildren(admg: Admg, within: NodeSet, reached: readonly number[], child: Int32Array): void {
  const known = new Set(reached)
  const waiting = [...reached]
  for (let at = 0; at < waiting.length; at++) {
    for (const parent of membersOf(intersection(admg.parents[waiting[at]!]!, within))) {
      if (known.has(parent)) continue
      known.add(parent)
      child[parent] = waiting[at]!
      waiting.push(parent)
    }
  }
}

function spanningTree(admg: Admg, within: NodeSet, from: readonly number[]): [number, number][] {
  const known = new Set(from)
  const waiting = [...from]
  const edges: [number, number][] = []
  for (let at = 0; at < waiting.length; at++) {
    for (const spouse of membersOf(intersection(admg.spouses[waiting[at]!]!, within))) {
      if (known.has(spouse)) continue
      known.add(spouse)
      edges.push([waiting[at]!, spouse])
      waiting.push(spouse)
    }
  }
  return edges
}

export function hedgeOf(admg: Admg, { outer, inner, roots, child, bidirected }: HedgeNodes): Hedge {
  const forest = (nodes: NodeSet): Forest => ({
    nodes: namesOfSet(admg, nodes),
    directed: membersOf(nodes).flatMap((node) =>
      child[node]! < 0 ? [] : [[admg.names[node]!, admg.names[child[node]!]!] as const],
    ),
    bidirected: bidirected
      .filter(([a, b]) => hasNode(nodes, a) && hasNode(nodes, b))
      .map(([a, b]) => [admg.names[a]!, admg.names[b]!] as const),
  })
  return { outer: forest(outer), inner: forest(inner), roots: namesOfSet(admg, roots) }
}
