/** A graph as plain, short data, for JSON and links: what `unpackGraph` reads is the same graph again. */
import { ScmError } from '../errors.ts'
import { createGraph, type Edge, type Graph, type GraphKind, type Mark, type Position, type Role } from './graph.ts'

/**
 * Kind; names; edges as three numbers each, from, to and marks (3 × mark at from + mark at to: 0 tail, 1 arrow, 2
 * circle); members of the five roles; positions as node, x, y. Nodes are named by their place in the names.
 */
export type PackedGraph = readonly [
  kind: GraphKind,
  nodes: readonly string[],
  edges: readonly number[],
  roles: readonly (readonly number[])[],
  positions: readonly number[],
]

const kinds: readonly GraphKind[] = ['dag', 'admg', 'cpdag', 'mag', 'pag', 'cyclic']
const marks: readonly Mark[] = ['tail', 'arrow', 'circle']
const roleNames: readonly Role[] = ['treatment', 'outcome', 'latent', 'adjusted', 'selected']

export function packGraph({ kind, nodes, edges, roles, positions, index }: Graph): PackedGraph {
  const code = ({ fromMark, toMark }: Edge) => 3 * marks.indexOf(fromMark) + marks.indexOf(toMark)
  return [
    kind,
    [...nodes],
    edges.flatMap((edge) => [index.get(edge.from)!, index.get(edge.to)!, code(edge)]),
    roleNames.map((role) => roles[role].map((name) => index.get(name)!)),
    [...positions].flatMap(([name, { x, y }]) => [index.get(name)!, x, y]),
  ]
}

/** Throws `graph/packed` for what is no packed graph, and whatever `createGraph` throws. */
export function unpackGraph(value: unknown): Graph {
  if (!Array.isArray(value) || value.length !== 5) throw broken('it has not the five parts of a graph')
  const [kind, nodes, edges, roles, positions] = value as unknown[]
  if (!kinds.includes(kind as GraphKind)) throw broken(`there is no kind ${JSON.stringify(kind)}`)
  if (!Array.isArray(nodes) || !nodes.every((name) => typeof name === 'string') || new Set(nodes).size < nodes.length)
    throw broken('its names are not distinct texts')
  const nameAt = (at: number) => {
    const name: string | undefined = nodes[at]
    if (name === undefined) throw broken(`it has no node ${at}`)
    return name
  }
  return createGraph({
    kind: kind as GraphKind,
    nodes,
    edges: triples(edges, 'edges').map(([from, to, marked]): Edge => {
      if (!Number.isInteger(marked) || marked < 0 || marked > 8) throw broken(`no edge has the marks ${marked}`)
      return {
        from: nameAt(from),
        to: nameAt(to),
        fromMark: marks[Math.floor(marked / 3)]!,
        toMark: marks[marked % 3]!,
      }
    }),
    roles: Object.fromEntries(
      roleNames.map((role, i) => [role, numbers(Array.isArray(roles) ? roles[i] : undefined, role).map(nameAt)]),
    ),
    positions: new Map(triples(positions, 'positions').map(([at, x, y]): [string, Position] => [nameAt(at), { x, y }])),
  })
}

function triples(value: unknown, of: string): [number, number, number][] {
  const flat = numbers(value, of)
  if (flat.length % 3 !== 0) throw broken(`its ${of} are not in threes`)
  return Array.from({ length: flat.length / 3 }, (_, i) => [flat[3 * i]!, flat[3 * i + 1]!, flat[3 * i + 2]!])
}

function numbers(value: unknown, of: string): number[] {
  if (Array.isArray(value) && value.every((one) => typeof one === 'number' && Number.isFinite(one))) return value
  throw broken(`its ${of} are not numbers`)
}

function broken(why: string): ScmError {
  return new ScmError('graph/packed', `This is no packed graph: ${why}.`, { hint: 'Pack the graph again.' })
}
