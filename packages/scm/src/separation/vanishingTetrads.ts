/**
 * Tetrad constraints of linear models: cov(i, k)·cov(j, l) = cov(i, l)·cov(j, k) in every linear model of the graph, with
 * latent nodes or without. The 2 × 2 covariance of {i, j} and {k, l} has rank at most one iff one node t-separates them
 * (Spirtes, Glymour & Scheines 1993; Sullivant, Talaska & Draisma 2010, thm. 2.8): no two treks without common side.
 *
 * Treks are paths in a digraph with two copies of each node: up the edges in the first, across by a common cause, down in
 * the second. Two disjoint ones are looked for by two augmenting paths (Menger).
 */

import { canonicalDag } from '../equivalence/canonicalDag.ts'
import { ScmError } from '../errors.ts'
import { type Graph, nodeIndex } from '../graph/graph.ts'
import { requireAcyclic, row } from '../graph/walks.ts'
import { combinations } from './independencies.ts'

export type Tetrad = {
  /** cov(left₁, right₁)·cov(left₂, right₂) = cov(left₁, right₂)·cov(left₂, right₁). */
  left: [string, string]
  right: [string, string]
}

/** All of them among observed nodes of a DAG or ADMG, or the first `limit`; 3·C(n, 4) are looked at. */
export function vanishingTetrads(
  graph: Graph,
  { limit = Number.POSITIVE_INFINITY, signal }: { limit?: number; signal?: AbortSignal } = {},
): Tetrad[] {
  if (graph.kind !== 'dag' && graph.kind !== 'admg')
    throw new ScmError('graph/kind', `Tetrads vanish in DAGs and ADMGs; this is a ${graph.kind.toUpperCase()}.`, {
      hint: 'Take a DAG of the class (consistentExtension).',
    })
  requireAcyclic(graph)
  const model = canonicalDag(graph)
  const next = trekSteps(model)
  const latent = new Set(graph.roles.latent)
  const observed = graph.nodes.filter((name) => !latent.has(name))
  const found: Tetrad[] = []
  for (const [a, b, c, d] of combinations(observed, 4) as Generator<[string, string, string, string]>) {
    signal?.throwIfAborted()
    for (const [left, right] of [
      [
        [a, b],
        [c, d],
      ],
      [
        [a, c],
        [b, d],
      ],
      [
        [a, d],
        [b, c],
      ],
    ] as [[string, string], [string, string]][]) {
      if (found.length >= limit) return found
      const [from, to] = [left, right].map((pair) => pair.map((name) => nodeIndex(model, name))) as [number[], number[]]
      if (!hasTwoDisjointTreks(next, from, to)) found.push({ left, right })
    }
  }
  return found
}

/** Node v is v on the way up and v + count on the way down. */
function trekSteps(graph: Graph): number[][] {
  const count = graph.nodes.length
  const up = graph.nodes.map((_, node) => [...row(graph.parents, node), node + count])
  const down = graph.nodes.map((_, node) => [...row(graph.children, node)].map((child) => child + count))
  return [...up, ...down]
}

/** Two paths from `from` (on the way up) to `to` (on the way down) that share no copy of a node. */
function hasTwoDisjointTreks(next: readonly number[][], from: readonly number[], to: readonly number[]): boolean {
  const size = next.length
  const ends = new Set(to.map((node) => node + size / 2))
  const after = new Int32Array(size).fill(-1) // the node after this one on the first path
  const before = new Int32Array(size).fill(-1)
  const first = plainPath(next, from, ends)
  if (!first) return false
  for (const [i, node] of first.entries()) {
    after[node] = first[i + 1] ?? -2
    before[node] = first[i - 1] ?? -2
  }
  return canAugment(next, from, ends, after, before)
}

function plainPath(
  next: readonly number[][],
  from: readonly number[],
  ends: ReadonlySet<number>,
): number[] | undefined {
  const previous = new Map(from.map((node) => [node, -1]))
  for (const node of previous.keys()) {
    if (ends.has(node)) {
      const path: number[] = []
      for (let at = node; at !== -1; at = previous.get(at)!) path.unshift(at)
      return path
    }
    for (const step of next[node]!) if (!previous.has(step)) previous.set(step, node)
  }
  return undefined
}

/** Whether a second path fits, by the residual network of split nodes: 2v = the node’s way in, 2v + 1 its way out. */
function canAugment(
  next: readonly number[][],
  from: readonly number[],
  ends: ReadonlySet<number>,
  after: Int32Array,
  before: Int32Array,
): boolean {
  const isOnPath = (node: number) => after[node] !== -1
  const start = from.filter((node) => before[node] !== -2).map((node) => 2 * node)
  const seen = new Set(start)
  const visit = (state: number) => void seen.add(state)
  for (const state of seen) {
    const node = state >> 1
    const isOut = (state & 1) === 1
    if (isOut) {
      if (ends.has(node) && after[node] !== -2) return true
      for (const step of next[node]!) if (after[node] !== step) visit(2 * step)
      // Undo the unit that flows through the node.
      if (isOnPath(node)) visit(2 * node)
    } else {
      if (!isOnPath(node)) visit(2 * node + 1)
      // Undo the unit that flows into the node.
      else if (before[node]! >= 0) visit(2 * before[node]! + 1)
    }
  }
  return false
}
