/** New graphs from old: parts of a graph, edges cut, roles set. The old one stays as it is. */
import { createGraph, type Edge, type Graph, type GraphKind, type Role } from './graph.ts'
import { indicesOf, type Names } from './names.ts'
import { keepingItems } from './walks.ts'

/** G[names]: the induced subgraph, with the roles and positions of what stays. */
export function subgraph(graph: Graph, names: Names): Graph {
  const kept = new Set(indicesOf(graph, names).map((node) => graph.nodes[node]!))
  const roles = Object.entries(graph.roles).map(([role, members]) => [role, members.filter((name) => kept.has(name))])
  return createGraph({
    kind: graph.kind,
    nodes: graph.nodes.filter((name) => kept.has(name)),
    edges: graph.edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
    roles: Object.fromEntries(roles),
    positions: new Map([...graph.positions].filter(([name]) => kept.has(name))),
  })
}

/** G without `names`. */
export function removeNodes(graph: Graph, names: Names): Graph {
  const gone = new Set(indicesOf(graph, names).map((node) => graph.nodes[node]!))
  return subgraph(
    graph,
    graph.nodes.filter((name) => !gone.has(name)),
  )
}

/** G with a bar over `names`: no edge has an arrow at one of them (x → name and x ↔ name are cut). */
export function removeIncoming(graph: Graph, names: Names): Graph {
  const cut = new Set(indicesOf(graph, names).map((node) => graph.nodes[node]!))
  return withEdges(
    graph,
    graph.edges.filter(
      ({ from, to, fromMark, toMark }) =>
        !(cut.has(to) && toMark === 'arrow') && !(cut.has(from) && fromMark === 'arrow'),
    ),
  )
}

/** G with a bar under `names`: no edge leaves one of them (name → x is cut; name ↔ x stays). */
export function removeOutgoing(graph: Graph, names: Names): Graph {
  const cut = new Set(indicesOf(graph, names).map((node) => graph.nodes[node]!))
  return withEdges(
    graph,
    graph.edges.filter(({ from, fromMark, toMark }) => !(cut.has(from) && fromMark === 'tail' && toMark === 'arrow')),
  )
}

/** The same nodes, roles and positions with other edges, and another kind if given. */
export function withEdges(graph: Graph, edges: readonly Edge[], kind: GraphKind = graph.kind): Graph {
  return createGraph({ kind, nodes: graph.nodes, edges, roles: graph.roles, positions: graph.positions })
}

/** Without the edges from → to that are cut. The rest is known to be sound, so nothing is checked again. */
export function withoutArcs(graph: Graph, isCut: (from: number, to: number) => boolean): Graph {
  const { index } = graph
  const isGone = ({ from, to, fromMark, toMark }: Edge) =>
    fromMark === 'tail' && toMark === 'arrow' && isCut(index.get(from)!, index.get(to)!)
  return {
    ...graph,
    edges: graph.edges.filter((edge) => !isGone(edge)),
    parents: keepingItems(graph.parents, (node, parent) => !isCut(parent, node)),
    children: keepingItems(graph.children, (node, child) => !isCut(node, child)),
  }
}

/** The same graph with some of its roles set anew; a role that is not named stays. */
export function withRoles(graph: Graph, roles: { readonly [role in Role]?: readonly string[] }): Graph {
  const { kind, nodes, edges, positions } = graph
  return createGraph({ kind, nodes, edges, positions, roles: { ...graph.roles, ...roles } })
}
