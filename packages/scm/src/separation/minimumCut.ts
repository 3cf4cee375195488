/**
 * A separator of two sets of nodes of an undirected graph that costs least: Menger’s theorem, by a maximum flow in which
 * each node is an arc of its cost (Dinic 1970).
 */
import type { SeparatorProblem } from './separatorSearch.ts'

type Network = { heads: number[][]; to: number[]; room: number[] }

/** Node numbers, ascending, or `undefined` when x and y cannot be separated. `costs`: [nodes], each ≥ 0 and finite. */
export function cheapestSeparator(problem: SeparatorProblem, costs: Float64Array): number[] | undefined {
  const { absent, x, y } = problem
  const count = absent.length
  const [source, sink] = [2 * count, 2 * count + 1]
  const network = networkOf(problem, costs)
  for (const node of x) if (absent[node] === 0) connect(network, source, 2 * node, Number.POSITIVE_INFINITY)
  for (const node of y) if (absent[node] === 0) connect(network, 2 * node + 1, sink, Number.POSITIVE_INFINITY)
  for (;;) {
    const level = levels(network, source)
    if (level[sink] === -1) return cutOf(network, level, count)
    const next = new Int32Array(network.heads.length)
    for (
      let pushed = push(network, level, next, source, sink);
      pushed > 0;
      pushed = push(network, level, next, source, sink)
    )
      if (pushed === Number.POSITIVE_INFINITY) return undefined
  }
}

/** Node v is 2v (in) → 2v + 1 (out). */
function networkOf(
  { rows: { starts, items }, x, y, forbidden, absent }: SeparatorProblem,
  costs: Float64Array,
): Network {
  const count = absent.length
  const network: Network = { heads: Array.from({ length: 2 * count + 2 }, () => []), to: [], room: [] }
  const ends = new Set([...x, ...y])
  for (let node = 0; node < count; node++) {
    if (absent[node] === 1) continue
    const isFree = forbidden[node] === 0 && !ends.has(node)
    connect(network, 2 * node, 2 * node + 1, isFree ? costs[node]! : Number.POSITIVE_INFINITY)
    for (let at = starts[node]!; at < starts[node + 1]!; at++)
      if (absent[items[at]!] === 0) connect(network, 2 * node + 1, 2 * items[at]!, Number.POSITIVE_INFINITY)
  }
  return network
}

function connect({ heads, to, room }: Network, from: number, end: number, capacity: number): void {
  heads[from]!.push(to.length)
  to.push(end)
  room.push(capacity)
  heads[end]!.push(to.length)
  to.push(from)
  room.push(0)
}

function levels({ heads, to, room }: Network, source: number): Int32Array {
  const level = new Int32Array(heads.length).fill(-1)
  level[source] = 0
  const queue = [source]
  for (const node of queue)
    for (const arc of heads[node]!)
      if (room[arc]! > 0 && level[to[arc]!] === -1) {
        level[to[arc]!] = level[node]! + 1
        queue.push(to[arc]!)
      }
  return level
}

/** One augmenting path along rising levels, found without recursion; what it carried. */
function push({ heads, to, room }: Network, level: Int32Array, next: Int32Array, source: number, sink: number): number {
  const path: number[] = []
  for (let node = source; node !== sink; ) {
    const arcs = heads[node]!
    while (next[node]! < arcs.length) {
      const arc = arcs[next[node]!]!
      if (room[arc]! > 0 && level[to[arc]!] === level[node]! + 1) break
      next[node]!++
    }
    if (next[node]! < arcs.length) {
      path.push(arcs[next[node]!]!)
      node = to[path.at(-1)!]!
      continue
    }
    if (node === source) return 0
    const back = path.pop()!
    node = to[back ^ 1]!
    next[node]!++
  }
  const carried = Math.min(...path.map((arc) => room[arc]!))
  if (carried === Number.POSITIVE_INFINITY) return carried
  for (const arc of path) {
    room[arc]! -= carried
    room[arc ^ 1]! += carried
  }
  return carried
}

/** Nodes whose way in is reached from the source, but not their way out. */
function cutOf(network: Network, level: Int32Array, count: number): number[] {
  const cut: number[] = []
  for (let node = 0; node < count; node++)
    if (level[2 * node]! >= 0 && level[2 * node + 1] === -1 && network.heads[2 * node]!.length > 0) cut.push(node)
  return cut
}
