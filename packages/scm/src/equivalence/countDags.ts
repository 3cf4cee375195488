/**
 * How many DAGs a CPDAG stands for, in polynomial time and exactly.
 *
 * Wienöbst, Bannach & Liśkiewicz (2021, 2023), “Clique-Picking”: a CPDAG’s undirected components are chordal and oriented
 * independently. An acyclic orientation without unshielded colliders of a chordal graph starts with a maximal clique;
 * counting by that clique K, the rest falls into smaller chordal components C(K), and orders of K that another clique
 * accounts for are left out:
 *
 *   #G = Σ_K φ(|K|, FP(K)) · Π_{H ∈ C(K)} #H        (alg. 1; φ: def. 4; FP: def. 3; C(K): alg. 2)
 */
import type { Graph } from '../graph/graph.ts'
import { components, row } from '../graph/walks.ts'
import { closedCpdag } from './closedCpdag.ts'
import { eachDag } from './enumerateDags.ts'
import { toCpdag } from './toCpdag.ts'

/**
 * A DAG stands for its Markov equivalence class. Of a graph oriented further by background knowledge the DAGs are listed
 * one by one, for counting these is #P-complete (same paper); give it a `signal` when there may be many.
 */
export function countDags(graph: Graph, { signal }: { signal?: AbortSignal } = {}): bigint {
  const closed = graph.kind === 'cpdag' ? closedCpdag(graph) : toCpdag(graph)
  if (toCpdag(closed).undirected.items.length !== closed.undirected.items.length)
    return countedByListing(closed, signal)
  return countOrientations(closed)
}

/**
 * The same for graphs whose undirected components are oriented independently of the rest, without a check: CPDAGs, and
 * CPDAGs in which all edges at some nodes are directed (Hauser & Bühlmann 2012, thm. 18: interventional essential graphs).
 */
export function countOrientations(closed: Graph): bigint {
  const neighbours = closed.nodes.map((_, node) => new Set(row(closed.undirected, node)))
  const memo = new Map<string, bigint>()
  return components(closed.nodes.length, [closed.undirected]).reduce(
    (product, members) => product * orientations(members, neighbours, memo),
    1n,
  )
}

type Neighbours = readonly ReadonlySet<number>[]

function countedByListing(graph: Graph, signal: AbortSignal | undefined): bigint {
  let count = 0n
  for (const _ of eachDag(graph)) {
    signal?.throwIfAborted()
    count++
  }
  return count
}

/** Acyclic orientations without unshielded collider of the connected chordal graph on `members`. */
function orientations(members: readonly number[], neighbours: Neighbours, memo: Map<string, bigint>): bigint {
  const size = members.length
  const inside = new Set(members)
  const edges =
    members.reduce((sum, node) => sum + [...neighbours[node]!].filter((other) => inside.has(other)).length, 0) / 2
  if (edges === size - 1) return BigInt(size)
  if (edges === (size * (size - 1)) / 2) return factorial(size)
  const key = members.toSorted((a, b) => a - b).join()
  const known = memo.get(key)
  if (known !== undefined) return known
  let sum = 0n
  for (const { clique, prefixes } of cliqueTree(members, neighbours)) {
    let product = orders(clique.size, prefixes)
    for (const rest of componentsAfter(clique, members, neighbours)) product *= orientations(rest, neighbours, memo)
    sum += product
  }
  memo.set(key, sum)
  return sum
}

type Rooted = { clique: Set<number>; prefixes: number[] }

/**
 * The maximal cliques by a maximum-cardinality search (Blair & Peyton 1993), each with the sizes of the separators on the
 * way from the root that lie within it (FP); these are nested, so their sizes tell them apart.
 */
function cliqueTree(members: readonly number[], neighbours: Neighbours): Rooted[] {
  const cliques: { clique: Set<number>; separators: Set<number>[] }[] = []
  const cliqueOf = new Map<number, number>()
  let before = -1
  for (const node of searchOrder(members, neighbours)) {
    const earlier = [...cliqueOf.keys()].filter((other) => neighbours[node]!.has(other))
    if (earlier.length <= before || cliques.length === 0) {
      const parent = earlier.length > 0 ? cliques[cliqueOf.get(earlier.at(-1)!)!]! : undefined
      cliques.push({ clique: new Set(earlier), separators: parent ? [...parent.separators, new Set(earlier)] : [] })
    }
    cliques.at(-1)!.clique.add(node)
    cliqueOf.set(node, cliques.length - 1)
    before = earlier.length
  }
  return cliques.map(({ clique, separators }) => {
    const nested = separators
      .filter((separator) => [...separator].every((node) => clique.has(node)))
      .map(({ size }) => size)
    return { clique, prefixes: [...new Set(nested)].sort((a, b) => a - b) }
  })
}

function searchOrder(members: readonly number[], neighbours: Neighbours): number[] {
  const weight = new Map(members.map((node) => [node, 0]))
  const order: number[] = []
  while (weight.size > 0) {
    let best = -1
    for (const [node, value] of weight) if (best === -1 || value > weight.get(best)!) best = node
    weight.delete(best)
    order.push(best)
    for (const other of neighbours[best]!) if (weight.has(other)) weight.set(other, weight.get(other)! + 1)
  }
  return order
}

/** C(K): what stays undirected when K comes first (alg. 2, a lexicographic search by refining a partition). */
function componentsAfter(clique: ReadonlySet<number>, members: readonly number[], neighbours: Neighbours): number[][] {
  let parts: { nodes: number[]; isTold: boolean }[] = [
    { nodes: [...clique], isTold: true },
    { nodes: members.filter((node) => !clique.has(node)), isTold: false },
  ]
  const found: number[][] = []
  for (;;) {
    parts = parts.filter(({ nodes }) => nodes.length > 0)
    const first = parts[0]
    if (!first) return found
    if (!first.isTold) {
      found.push(...connected(first.nodes, neighbours))
      first.isTold = true
    }
    const node = first.nodes.pop()!
    parts = parts.flatMap(({ nodes, isTold }) => [
      { nodes: nodes.filter((other) => neighbours[node]!.has(other)), isTold },
      { nodes: nodes.filter((other) => !neighbours[node]!.has(other)), isTold },
    ])
  }
}

function connected(nodes: readonly number[], neighbours: Neighbours): number[][] {
  const left = new Set(nodes)
  const found: number[][] = []
  for (const node of nodes) {
    if (!left.delete(node)) continue
    const part = [node]
    for (const member of part) for (const other of neighbours[member]!) if (left.delete(other)) part.push(other)
    found.push(part)
  }
  return found
}

/** φ: orders of a clique of `size` nodes that begin with none of the nested prefixes of these sizes. */
function orders(size: number, prefixes: readonly number[]): bigint {
  return prefixes.reduce(
    (left, prefix, i) => left - factorial(size - prefix) * orders(prefix, prefixes.slice(0, i)),
    factorial(size),
  )
}

function factorial(n: number): bigint {
  let product = 1n
  for (let i = 2n; i <= n; i++) product *= i
  return product
}
