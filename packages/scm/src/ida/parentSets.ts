/**
 * Which sets of parents nodes can have in the DAGs of a CPDAG, without listing the DAGs.
 *
 * Of a CPDAG, Pa(x) ∪ S is the parent set of x in some DAG iff S, a set of nodes joined to x by —, makes no new
 * unshielded collider at x, that is iff S is a clique (Maathuis, Kalisch & Bühlmann 2009, lemma 3.1). For several nodes,
 * and with background knowledge, the orientations are closed under Meek’s rules and tried for a consistent extension
 * (Nandy, Maathuis & Richardson 2017, §5; Perković, Kalisch & Maathuis 2017).
 */

import { closedCpdag } from '../equivalence/closedCpdag.ts'
import { consistentExtension } from '../equivalence/consistentExtension.ts'
import { countDags, countOrientations } from '../equivalence/countDags.ts'
import { graphOf, isAdjacent, isArc, isLine, type MarkTable, markTable, setArc } from '../equivalence/markTable.ts'
import { closeByMeek } from '../equivalence/meekRules.ts'
import { toCpdag } from '../equivalence/toCpdag.ts'
import { ScmError } from '../errors.ts'
import { type Graph, nodeIndex } from '../graph/graph.ts'
import { compareNames, type Names, namesOf } from '../graph/names.ts'

export type ParentSets = {
  /** The parents of each node asked about, in the order asked, each set sorted. */
  readonly parents: readonly (readonly string[])[]
  /** The graph in which these nodes have these parents, with what follows from it. */
  readonly graph: Graph
}

export type ParentSetOptions = { signal?: AbortSignal }

/**
 * A DAG stands for its class. Throws `graph/kind` when an edge has another mark than — and →, and `ida/siblings` when a
 * node has so many undirected edges that its sets cannot be listed.
 */
export function parentSets(asked: Graph, nodes: Names, { signal }: ParentSetOptions = {}): ParentSets[] {
  const names = namesOf(nodes)
  const closed = classOf(asked)
  const isPlain = isCpdag(closed)
  const key = keyOf(closed)
  let found: { table: MarkTable }[] = [{ table: markTable(closed) }]
  for (const [at, name] of names.entries()) {
    const node = nodeIndex(closed, name)
    found = found.flatMap(({ table }) => {
      signal?.throwIfAborted()
      return oriented(closed, table, node).filter(
        (each) => (isPlain && at === 0) || keyOf(graphOf(each.table, closed, 'cpdag')) === key,
      )
    })
  }
  return found.map(({ table }) => ({
    parents: names.map((name) => parentsIn(table, closed, nodeIndex(closed, name))),
    graph: graphOf(table, closed, 'cpdag'),
  }))
}

/** Every set of nodes that can be the parents of this one, by size, then by name. */
export function possibleParents(graph: Graph, node: string): string[][] {
  return parentSets(graph, node).map(({ parents }) => [...parents[0]!])
}

/** How many DAGs of the class have these parent sets. Polynomial for CPDAGs; with background knowledge they are listed. */
export function countWith({ graph }: ParentSets, asked: Graph): bigint {
  return isCpdag(classOf(asked)) ? countOrientations(graph) : countDags(graph)
}

function classOf(asked: Graph): Graph {
  if (asked.kind !== 'dag' && asked.kind !== 'cpdag' && (asked.kind !== 'admg' || asked.spouses.items.length > 0))
    throw new ScmError('graph/kind', `Parents are listed for a CPDAG; this is a ${asked.kind.toUpperCase()}.`, {
      hint: 'With hidden variables ask adjustmentSets on the PAG: it answers where all graphs of the class agree.',
      details: { kind: asked.kind },
    })
  return asked.kind === 'cpdag' ? closedCpdag(asked) : toCpdag(asked)
}

function isCpdag(closed: Graph): boolean {
  return toCpdag(closed).undirected.items.length === closed.undirected.items.length
}

/** The class of the DAGs of a graph; the empty text when it has none. */
function keyOf(graph: Graph): string {
  const dag = consistentExtension(graph)
  if (dag === undefined) return ''
  return toCpdag(dag)
    .edges.map(({ from, to, fromMark, toMark }) => [from, fromMark, toMark, to].join(' '))
    .sort()
    .join()
}

const mostSiblings = 20

/** The tables in which the edges of a node are directed, each a way that makes no new unshielded collider at it. */
function oriented(graph: Graph, table: MarkTable, node: number): { table: MarkTable }[] {
  const around = table.neighbours[node]!
  const siblings = around.filter((other) => isLine(table, node, other))
  if (siblings.length > mostSiblings)
    throw new ScmError('ida/siblings', `“${graph.nodes[node]}” has ${siblings.length} undirected edges.`, {
      hint: `At most ${mostSiblings} are tried both ways: orient some by knowledge (meekRules).`,
    })
  const known = around.filter((other) => isArc(table, other, node))
  return cliques(table, siblings)
    .filter((set) => set.every((each) => known.every((parent) => isAdjacent(table, each, parent))))
    .map((set) => {
      const turned = { ...table, marks: table.marks.slice() }
      const arcs = siblings.map((other): [number, number] => (set.includes(other) ? [other, node] : [node, other]))
      for (const [from, to] of arcs) setArc(turned, from, to)
      closeByMeek(turned, arcs)
      return { table: turned }
    })
}

/** All sets of pairwise adjacent nodes, the smallest first. */
function cliques(table: MarkTable, nodes: readonly number[]): number[][] {
  const found: number[][] = [[]]
  for (const set of found)
    for (const node of nodes)
      if ((set.length === 0 || node > set.at(-1)!) && set.every((other) => isAdjacent(table, node, other)))
        found.push([...set, node])
  return found
}

function parentsIn(table: MarkTable, graph: Graph, node: number): string[] {
  return table.neighbours[node]!.filter((other) => isArc(table, other, node))
    .map((other) => graph.nodes[other]!)
    .sort(compareNames)
}
