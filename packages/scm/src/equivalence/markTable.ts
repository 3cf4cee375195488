/**
 * A graph with at most one edge between two nodes as a table of marks, for rules that change marks.
 * `marks[i * count + j]` is the mark at j of the edge between i and j: none, tail, arrow or circle.
 */
import { ScmError } from '../errors.ts'
import { createGraph, type Edge, type Graph, type GraphKind, type Mark } from '../graph/graph.ts'

export const none = 0
export const tail = 1
export const arrow = 2
export const circle = 3

const codes: Record<Mark, number> = { tail, arrow, circle }
const marksByCode: readonly (Mark | undefined)[] = [undefined, 'tail', 'arrow', 'circle']

export type MarkTable = {
  readonly count: number
  readonly marks: Uint8Array
  /** Adjacent nodes, ascending; edges change their marks here, never their ends. */
  readonly neighbours: readonly number[][]
}

/** Throws `graph/edge-conflict` when two edges join one pair, as an ADMG may have it. */
export function markTable(graph: Graph): MarkTable {
  const count = graph.nodes.length
  const marks = new Uint8Array(count * count)
  const neighbours: number[][] = Array.from({ length: count }, () => [])
  for (const { from, to, fromMark, toMark } of graph.edges) {
    const [i, j] = [graph.index.get(from)!, graph.index.get(to)!]
    if (marks[i * count + j] !== none)
      throw new ScmError('graph/edge-conflict', `Two edges join ${from} and ${to}; at most one may here.`, {
        hint: 'Project the graph to a MAG first (toMag).',
      })
    marks[i * count + j] = codes[toMark]
    marks[j * count + i] = codes[fromMark]
    neighbours[i]!.push(j)
    neighbours[j]!.push(i)
  }
  for (const list of neighbours) list.sort((a, b) => a - b)
  return { count, marks, neighbours }
}

/** The graph of a table, with the nodes, roles and positions of `like`. */
export function graphOf({ count, marks, neighbours }: MarkTable, like: Graph, kind: GraphKind): Graph {
  const { nodes, roles, positions } = like
  const edges = neighbours.flatMap((list, i) =>
    list
      .filter((j) => j > i)
      .map(
        (j): Edge => ({
          from: nodes[i]!,
          to: nodes[j]!,
          fromMark: marksByCode[marks[j * count + i]!]!,
          toMark: marksByCode[marks[i * count + j]!]!,
        }),
      ),
  )
  return createGraph({ kind, nodes, edges, roles, positions })
}

export function isAdjacent({ count, marks }: MarkTable, i: number, j: number): boolean {
  return marks[i * count + j] !== none
}

/** i → j. */
export function isArc({ count, marks }: MarkTable, i: number, j: number): boolean {
  return marks[i * count + j] === arrow && marks[j * count + i] === tail
}

/** i — j. */
export function isLine({ count, marks }: MarkTable, i: number, j: number): boolean {
  return marks[i * count + j] === tail && marks[j * count + i] === tail
}

export function setArc({ count, marks }: MarkTable, i: number, j: number): void {
  marks[i * count + j] = arrow
  marks[j * count + i] = tail
}
