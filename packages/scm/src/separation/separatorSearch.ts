/**
 * All minimal separators of two sets of nodes of an undirected graph, with polynomial delay.
 *
 * Takata (2010), as used by van der Zander, Liśkiewicz & Textor (2014, 2019): let A ∋ x be connected. The separator
 * S = N(C), where C is the part of G − N[A] with y, is minimal, and the part A* of G − S with A lies in the x-part of every
 * minimal separator whose x-part includes A. So the separators whose x-part includes A and avoids U exist iff A* ∩ U = ∅,
 * and branching on one v ∈ S \ U (v joins A, or v joins U) reaches each exactly once.
 *
 * Forbidden nodes can be in no separator: a forbidden neighbour of A joins A. Forced nodes are taken out beforehand.
 */
import type { Rows } from '../graph/graph.ts'

export type SeparatorProblem = {
  rows: Rows
  x: readonly number[]
  y: readonly number[]
  /** [nodes]: 1 = may not be in a separator. */
  forbidden: Uint8Array
  /** [nodes]: 1 = not in the graph: forced into every separator, or outside the ancestors. */
  absent: Uint8Array
}

/** What the node is during the search; `inside` and `border` are set by `close`. */
const outside = 0
const inside = 1
const border = 2
const beyond = 3

/** Yields each minimal separator as node numbers, ascending; none when x and y cannot be separated. */
export function* separatorsOf(problem: SeparatorProblem): Generator<number[]> {
  const count = problem.absent.length
  const isFixed = new Uint8Array(count) // U: nodes that must not be in x’s part
  const pending: { side: Uint8Array; fixed: number[] }[] = []
  const first = close(problem, problem.x, new Uint8Array(count), isFixed)
  if (first) pending.push({ side: first, fixed: [] })
  while (pending.length > 0) {
    const { side, fixed } = pending.pop()!
    for (const node of fixed) isFixed[node] = 1
    let free = -1
    for (let node = 0; node < count && free === -1; node++)
      if (side[node] === border && isFixed[node] === 0) free = node
    if (free === -1) {
      for (const node of fixed) isFixed[node] = 0
      yield membersOf(side, border)
      continue
    }
    const grown = close(problem, [free], side, isFixed)
    for (const node of fixed) isFixed[node] = 0
    pending.push({ side, fixed: [...fixed, free] })
    if (grown) pending.push({ side: grown, fixed })
  }
}

/** The minimal separator nearest to x, or `undefined`. */
export function nearestSeparator(problem: SeparatorProblem): number[] | undefined {
  const count = problem.absent.length
  const side = close(problem, problem.x, new Uint8Array(count), new Uint8Array(count))
  return side && membersOf(side, border)
}

const scratch: { queue: Int32Array } = { queue: new Int32Array(0) }

/**
 * A ∪ `added` → A*, marked `inside`, and S = N(A*), marked `border`; `undefined` when y is inside or next to it, or when
 * a fixed node would come inside. `before` is the marking of A and stays as it is.
 */
function close(
  problem: SeparatorProblem,
  added: readonly number[],
  before: Uint8Array,
  isFixed: Uint8Array,
): Uint8Array | undefined {
  const { rows, y, forbidden, absent } = problem
  const { starts, items } = rows
  const mark = before.slice()
  if (scratch.queue.length < mark.length) scratch.queue = new Int32Array(mark.length)
  const { queue } = scratch
  let tail = 0
  for (let node = 0; node < mark.length; node++) if (mark[node] !== inside) mark[node] = outside
  for (const node of added) {
    mark[node] = inside
    queue[tail++] = node
  }
  // The old border lies next to old inside nodes: mark it again before the new nodes are spread.
  for (let node = 0; node < mark.length; node++)
    if (before[node] === border && mark[node] === outside) mark[node] = border
  for (let head = 0; head < tail; head++)
    for (let at = starts[queue[head]!]!; at < starts[queue[head]! + 1]!; at++) {
      const next = items[at]!
      if (absent[next] === 1 || mark[next] === inside) continue
      if (forbidden[next] === 1) {
        mark[next] = inside
        queue[tail++] = next
      } else mark[next] = border
    }
  // C: what y reaches without entering A or its border.
  tail = 0
  for (const node of y) {
    if (absent[node] === 1) continue
    if (mark[node] !== outside) return undefined
    mark[node] = beyond
    queue[tail++] = node
  }
  for (let i = 0; i < tail; i++)
    for (let at = starts[queue[i]!]!; at < starts[queue[i]! + 1]!; at++) {
      const next = items[at]!
      if (absent[next] === 1 || mark[next] !== outside) continue
      mark[next] = beyond
      queue[tail++] = next
    }
  return spreadToBorder(problem, mark, isFixed)
}

/** Keeps as border what touches C, and lets A grow over the rest. */
function spreadToBorder(
  { rows: { starts, items }, absent }: SeparatorProblem,
  mark: Uint8Array,
  isFixed: Uint8Array,
): Uint8Array | undefined {
  const { queue } = scratch
  let tail = 0
  for (let node = 0; node < mark.length; node++) {
    if (mark[node] === inside) queue[tail++] = node
    else if (mark[node] === border && !touches(starts, items, node, mark, beyond)) mark[node] = outside
  }
  for (let head = 0; head < tail; head++)
    for (let at = starts[queue[head]!]!; at < starts[queue[head]! + 1]!; at++) {
      const next = items[at]!
      if (absent[next] === 1 || mark[next] !== outside) continue
      mark[next] = inside
      queue[tail++] = next
    }
  for (let node = 0; node < mark.length; node++) if (isFixed[node] === 1 && mark[node] === inside) return undefined
  return mark
}

function touches(starts: Int32Array, items: Int32Array, node: number, mark: Uint8Array, what: number): boolean {
  for (let at = starts[node]!; at < starts[node + 1]!; at++) if (mark[items[at]!] === what) return true
  return false
}

function membersOf(mark: Uint8Array, what: number): number[] {
  const members: number[] = []
  for (let node = 0; node < mark.length; node++) if (mark[node] === what) members.push(node)
  return members
}
