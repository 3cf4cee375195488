/**
 * Which nodes a walk reaches that a set Z leaves open: the linear search behind d-, m- and σ-separation.
 *
 * Bayes ball (Geiger, Verma & Pearl 1990; Shachter 1998) over states (node, mark at which the walk arrived), for mixed
 * graphs (Richardson 2003): a node with arrows on both sides of the walk passes it if it is in An(Z), any other if it is
 * not in Z. σ-separation (Forré & Mooij 2018) blocks a non-collider in Z only where the walk leaves its strongly
 * connected component by one of its own tails.
 *
 * One typed array holds all flags, valid for the call whose stamp it carries, so that a query allocates nothing. The
 * search runs to its end before anything else can call it: no user code runs inside, so the array can be shared.
 */
import type { Graph } from '../graph/graph.ts'

const inGiven = 1
const inAncestors = 2
const arrivedByTail = 4
const arrivedByArrow = 8
const arrivedByInnerTail = 16
const isTarget = 32
const flagBits = 6
const lastStamp = 2 ** (31 - flagBits) - 1

let flags = new Int32Array(0)
let queue = new Int32Array(0)
let stamp = 0

type Walls = Pick<Graph, 'parents' | 'children' | 'spouses' | 'undirected'>

/** Whether an open walk joins `from` to one of `to` given Z. Nodes of `from` and `to` that are in Z count as gone. */
export function isReached(
  graph: Walls,
  from: readonly number[],
  to: readonly number[],
  given: readonly number[],
): boolean {
  const base = prepare(graph, given)
  for (const node of to) if (!has(base, node, inGiven)) add(base, node, isTarget)
  return spread(graph, base, from)
}

/** [nodes]: 1 where an open walk from `from` given Z ends; `from` itself is not marked unless a walk returns to it. */
export function reachedFrom(graph: Walls, from: readonly number[], given: readonly number[]): Uint8Array {
  const base = prepare(graph, given)
  spread(graph, base, from)
  const count = graph.parents.starts.length - 1
  const mask = new Uint8Array(count)
  for (let node = 0; node < count; node++)
    if (has(base, node, arrivedByTail | arrivedByArrow) && !has(base, node, inGiven)) mask[node] = 1
  return mask
}

/** As `isReached`, by σ-separation; `component` gives each node’s strongly connected component. */
export function isSigmaReached(
  graph: Walls,
  component: Int32Array,
  from: readonly number[],
  to: readonly number[],
  given: readonly number[],
): boolean {
  const base = prepare(graph, given)
  for (const node of to) if (!has(base, node, inGiven)) add(base, node, isTarget)
  return spreadSigma(graph, component, base, from)
}

/** Takes a stamp, marks Z and its ancestors; returns the base above which flags are valid. */
function prepare({ parents: { starts, items } }: Walls, given: readonly number[]): number {
  const count = starts.length - 1
  if (flags.length < count || stamp >= lastStamp) {
    flags = new Int32Array(Math.max(count, flags.length))
    queue = new Int32Array(3 * flags.length)
    stamp = 0
  }
  const base = ++stamp << flagBits
  let tail = 0
  for (const node of given) {
    if (!has(base, node, inAncestors)) queue[tail++] = node
    add(base, node, inGiven | inAncestors)
  }
  for (let head = 0; head < tail; head++)
    for (let at = starts[queue[head]!]!, end = starts[queue[head]! + 1]!; at < end; at++) {
      const parent = items[at]!
      if (flags[parent]! >= base && (flags[parent]! & inAncestors) !== 0) continue
      add(base, parent, inAncestors)
      queue[tail++] = parent
    }
  return base
}

/** Queue entries are node × 2 + (1 if the walk arrived by an arrow). True as soon as a target is reached. */
function spread({ parents, children, spouses, undirected }: Walls, base: number, from: readonly number[]): boolean {
  let tail = 0
  const arrive = (starts: Int32Array, items: Int32Array, node: number, byArrow: 0 | 1): boolean => {
    const flag = byArrow === 1 ? arrivedByArrow : arrivedByTail
    for (let at = starts[node]!, end = starts[node + 1]!; at < end; at++) {
      const next = items[at]!
      const known = flags[next]!
      if (known < base) flags[next] = base | flag
      else if ((known & flag) !== 0) continue
      else if ((known & isTarget) !== 0) return true
      else flags[next] = known | flag
      queue[tail++] = (next << 1) | byArrow
    }
    return false
  }
  for (const node of from) {
    if (has(base, node, inGiven)) continue
    if (has(base, node, isTarget)) return true
    if (arrive(parents.starts, parents.items, node, 0)) return true
    if (arrive(undirected.starts, undirected.items, node, 0)) return true
    if (arrive(children.starts, children.items, node, 1)) return true
    if (arrive(spouses.starts, spouses.items, node, 1)) return true
  }
  for (let head = 0; head < tail; head++) {
    const node = queue[head]! >> 1
    const byArrow = queue[head]! & 1
    const known = flags[node]!
    const opensColliders = byArrow === 0 ? (known & inGiven) === 0 : (known & inAncestors) !== 0
    if (opensColliders) {
      if (arrive(parents.starts, parents.items, node, 0)) return true
      if (arrive(spouses.starts, spouses.items, node, 1)) return true
    }
    if ((known & inGiven) === 0) {
      if (arrive(undirected.starts, undirected.items, node, 0)) return true
      if (arrive(children.starts, children.items, node, 1)) return true
    }
  }
  return false
}

/** Arrival codes: 0 by a tail that leaves the node’s component, 1 by an arrow, 2 by a tail within the component. */
function spreadSigma(graph: Walls, component: Int32Array, base: number, from: readonly number[]): boolean {
  const { parents, children, spouses, undirected } = graph
  const codeFlags = [arrivedByTail, arrivedByArrow, arrivedByInnerTail]
  let tail = 0
  const arrive = (next: number, code: 0 | 1 | 2): boolean => {
    if (has(base, next, codeFlags[code]!)) return false
    if (has(base, next, isTarget)) return true
    add(base, next, codeFlags[code]!)
    queue[tail++] = next * 3 + code
    return false
  }
  const leave = (node: number, byArrows: boolean, byOuterTails: boolean, byInnerTails: boolean): boolean => {
    if (byArrows) {
      for (let at = parents.starts[node]!; at < parents.starts[node + 1]!; at++) {
        const next = parents.items[at]!
        if (arrive(next, component[next] === component[node] ? 2 : 0)) return true
      }
      for (let at = spouses.starts[node]!; at < spouses.starts[node + 1]!; at++)
        if (arrive(spouses.items[at]!, 1)) return true
    }
    for (let at = children.starts[node]!; at < children.starts[node + 1]!; at++) {
      const next = children.items[at]!
      const isInner = component[next] === component[node]
      if ((isInner ? byInnerTails : byOuterTails) && arrive(next, 1)) return true
    }
    if (byOuterTails)
      for (let at = undirected.starts[node]!; at < undirected.starts[node + 1]!; at++)
        if (arrive(undirected.items[at]!, 0)) return true
    return false
  }
  for (const node of from) {
    if (has(base, node, inGiven)) continue
    if (has(base, node, isTarget) || leave(node, true, true, true)) return true
  }
  for (let head = 0; head < tail; head++) {
    const node = Math.floor(queue[head]! / 3)
    const code = queue[head]! % 3
    const isFree = !has(base, node, inGiven)
    const throughArrows = code === 1 ? has(base, node, inAncestors) : isFree || code === 2
    const throughInnerTails = isFree || code !== 0
    if (leave(node, throughArrows, isFree, throughInnerTails)) return true
  }
  return false
}

function has(base: number, node: number, flag: number): boolean {
  return flags[node]! >= base && (flags[node]! & flag) !== 0
}

function add(base: number, node: number, flag: number): void {
  flags[node] = flags[node]! >= base ? flags[node]! | flag : base | flag
}
