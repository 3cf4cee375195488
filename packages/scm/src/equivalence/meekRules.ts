/**
 * Orientations that follow from others: Meek’s four rules (Meek 1995), which are complete for a CPDAG with background
 * knowledge.
 *
 *   R1  a → b — c, a and c not adjacent                           ⇒ b → c
 *   R2  a → b → c, a — c                                          ⇒ a → c
 *   R3  a — b, a — c → b, a — d → b, c and d not adjacent         ⇒ a → b
 *   R4  a — b, a — d → c → b, a and c adjacent, b and d not       ⇒ a → b
 */
import { ScmError } from '../errors.ts'
import { type Graph, nodeIndex } from '../graph/graph.ts'
import { findCycle } from '../graph/walks.ts'
import { consistentExtension } from './consistentExtension.ts'
import { graphOf, isAdjacent, isArc, isLine, type MarkTable, markTable, setArc } from './markTable.ts'

export type Knowledge = {
  /** Groups in the order of time: no edge points from a later group to an earlier one. Nodes in no group are free. */
  tiers?: readonly (readonly string[])[]
  /** [cause, effect]: an edge that is there points this way. */
  required?: readonly (readonly [string, string])[]
  /** [cause, effect]: an edge that is there does not point this way. */
  forbidden?: readonly (readonly [string, string])[]
}

/**
 * A partly directed graph with everything oriented that its directed edges and the knowledge imply (an MPDAG). Knowledge
 * about pairs without an edge says nothing. Throws `graph/knowledge` when an item contradicts the graph or another item,
 * and names both; `graph/not-extendable` when the result stands for no DAG.
 */
export function meekRules(graph: Graph, knowledge: Knowledge = {}): Graph {
  requirePartlyDirected(graph)
  const table = markTable(graph)
  const reasons = new Map<string, string>()
  for (const arc of allArcs(table)) reasons.set(arc.join(), 'the graph')
  closeByMeek(table, allArcs(table))
  for (const { from, to, because } of statements(graph, table, knowledge)) {
    if (isLine(table, from, to)) {
      setArc(table, from, to)
      reasons.set([from, to].join(), because)
      closeByMeek(table, [[from, to]])
    } else if (isArc(table, to, from)) throw contradiction(graph, from, to, because, reasons.get([to, from].join()))
  }
  const closed = graphOf(table, graph, 'cpdag')
  if (!consistentExtension(closed)) throw notExtendable(closed)
  return closed
}

/** Applies R1–R4 until nothing changes; `arcs` are the directed edges whose consequences are not drawn yet. */
export function closeByMeek(table: MarkTable, arcs: readonly (readonly [number, number])[]): void {
  const queue = [...arcs]
  const orient = (from: number, to: number) => {
    if (!isLine(table, from, to)) return
    setArc(table, from, to)
    queue.push([from, to])
  }
  for (let at = 0; at < queue.length; at++) {
    const [u, v] = queue[at]!
    applyFirstThree(table, u, v, orient)
    applyFourth(table, u, v, orient)
  }
}

type Orient = (from: number, to: number) => void

/** What u → v brings about by R1, R2 (as either of its arcs) and R3. */
function applyFirstThree(table: MarkTable, u: number, v: number, orient: Orient): void {
  const { neighbours } = table
  for (const c of neighbours[v]!) {
    if (c === u) continue
    if (isLine(table, v, c) && !isAdjacent(table, u, c)) orient(v, c)
    if (isArc(table, v, c) && isLine(table, u, c)) orient(u, c)
    // R3 with a = c: a — v, a — u → v, and another d.
    if (isLine(table, v, c) && isLine(table, u, c))
      for (const d of neighbours[v]!)
        if (d !== u && isArc(table, d, v) && isLine(table, d, c) && !isAdjacent(table, d, u)) {
          orient(c, v)
          break
        }
  }
  for (const a of neighbours[u]!) if (a !== v && isArc(table, a, u) && isLine(table, a, v)) orient(a, v)
}

/** What u → v brings about by R4, as d → c and as c → b. */
function applyFourth(table: MarkTable, u: number, v: number, orient: Orient): void {
  const { neighbours } = table
  for (const b of neighbours[v]!) {
    if (!isArc(table, v, b) || b === u || isAdjacent(table, u, b)) continue
    for (const a of neighbours[b]!)
      if (isLine(table, a, b) && isLine(table, a, u) && isAdjacent(table, a, v)) orient(a, b)
  }
  for (const d of neighbours[u]!) {
    if (!isArc(table, d, u) || d === v || isAdjacent(table, d, v)) continue
    for (const a of neighbours[v]!)
      if (isLine(table, a, v) && isLine(table, a, d) && isAdjacent(table, a, u)) orient(a, v)
  }
}

export function allArcs(table: MarkTable): [number, number][] {
  return table.neighbours.flatMap((list, i) =>
    list.filter((j) => isArc(table, i, j)).map((j): [number, number] => [i, j]),
  )
}

export function requirePartlyDirected(graph: Graph): void {
  if (graph.spouses.items.length > 0 || graph.circled.items.length > 0 || graph.kind === 'cyclic')
    throw new ScmError('graph/kind', `This asks for a DAG or CPDAG; the graph is a ${graph.kind.toUpperCase()}.`, {
      hint: 'Edges ↔ and circles have no place here: give the latent common causes as nodes, or use toPag.',
      details: { kind: graph.kind },
    })
}

type Statement = { from: number; to: number; because: string }

/** Knowledge as orientations of edges that are there. */
function* statements(
  graph: Graph,
  table: MarkTable,
  { tiers = [], required = [], forbidden = [] }: Knowledge,
): Generator<Statement> {
  const pair = ([from, to]: readonly [string, string]) => [nodeIndex(graph, from), nodeIndex(graph, to)] as const
  for (const each of required) {
    const [from, to] = pair(each)
    if (isAdjacent(table, from, to)) yield { from, to, because: `“${each[0]} → ${each[1]} is required”` }
  }
  for (const each of forbidden) {
    const [from, to] = pair(each)
    if (isAdjacent(table, from, to)) yield { from: to, to: from, because: `“${each[0]} → ${each[1]} is forbidden”` }
  }
  const tierOf = new Map<number, number>()
  for (const [tier, members] of tiers.entries()) for (const name of members) tierOf.set(nodeIndex(graph, name), tier)
  for (const [from, tier] of tierOf)
    for (const to of table.neighbours[from]!)
      if ((tierOf.get(to) ?? tier) > tier)
        yield { from, to, because: `“${graph.nodes[from]} is in an earlier tier than ${graph.nodes[to]}”` }
}

function contradiction(
  graph: Graph,
  from: number,
  to: number,
  because: string,
  other = 'what follows from the rest',
): ScmError {
  const [a, b] = [graph.nodes[from]!, graph.nodes[to]!]
  return new ScmError('graph/knowledge', `${because} asks for ${a} → ${b}, but ${other} has ${b} → ${a}.`, {
    hint: 'Drop or correct one of the two.',
    details: { edge: [a, b], statement: because, against: other },
  })
}

function notExtendable(graph: Graph): ScmError {
  const cycle = findCycle(graph)
  const what = cycle
    ? `has the directed cycle ${[...cycle, cycle[0]!].join(' → ')}`
    : 'forces a new collider or a cycle among its undirected edges'
  return new ScmError('graph/not-extendable', `The graph stands for no DAG: it ${what}.`, {
    hint: 'Correct the directed edges or the knowledge.',
    details: { cycle },
  })
}
