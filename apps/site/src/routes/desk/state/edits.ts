/** What a hand does to a graph, each as a new graph: nodes and edges added, renamed, turned, taken away; roles; kind. */
import {
  bidirected,
  createGraph,
  directed,
  type Edge,
  findCycle,
  type Graph,
  type GraphKind,
  type Mark,
  type Position,
  type Role,
  ScmError,
  undirected,
} from '@causerie/scm'
import { freePlace, withPlaces } from './places.ts'

export const edgeForms = ['->', '<->', '--', 'o->', 'o-o', 'o--'] as const
export type EdgeForm = (typeof edgeForms)[number]

/** What can be drawn in a kind of graph; drawing ↔ in a DAG makes it an ADMG. */
export function formsOf(kind: GraphKind): EdgeForm[] {
  if (kind === 'cpdag') return ['->', '--']
  if (kind === 'mag') return ['->', '<->', '--']
  if (kind === 'pag') return [...edgeForms]
  return ['->', '<->']
}

export const roleNames: readonly Role[] = ['treatment', 'outcome', 'adjusted', 'latent', 'selected']

/** A fresh node under the first free name of X, Y, Z, A … or V1, V2 …; returns its name with the graph. */
export function addNode(
  graph: Graph,
  { name, at }: { name?: string; at?: Position } = {},
): { graph: Graph; name: string } {
  const chosen = name === undefined ? freeName(graph) : requireName(graph, name)
  const place = at ?? freePlace(graph.positions)
  const positions = new Map([...graph.positions, [chosen, { x: Math.round(place.x), y: Math.round(place.y) }]])
  const { kind, nodes, edges, roles } = graph
  return { graph: createGraph({ kind, nodes: [...nodes, chosen], edges, roles, positions }), name: chosen }
}

/** Throws `desk/name` for an empty name or one that another node has. */
export function renameNode(graph: Graph, from: string, to: string): Graph {
  if (from === to) return graph
  const chosen = requireName(graph, to)
  const renamed = (name: string) => (name === from ? chosen : name)
  return createGraph({
    kind: graph.kind,
    nodes: graph.nodes.map(renamed),
    edges: graph.edges.map((edge) => ({ ...edge, from: renamed(edge.from), to: renamed(edge.to) })),
    roles: mapRoles(graph, (names) => names.map(renamed)),
    positions: new Map([...graph.positions].map(([name, place]) => [renamed(name), place])),
  })
}

export function removeNode(graph: Graph, gone: string): Graph {
  return createGraph({
    kind: settledKind(
      graph.kind,
      graph.edges.filter(({ from, to }) => from !== gone && to !== gone),
    ),
    nodes: graph.nodes.filter((name) => name !== gone),
    edges: graph.edges.filter(({ from, to }) => from !== gone && to !== gone),
    roles: mapRoles(graph, (names) => names.filter((name) => name !== gone)),
    positions: new Map([...graph.positions].filter(([name]) => name !== gone)),
  })
}

export function moveNode(graph: Graph, name: string, { x, y }: Position): Graph {
  return withPlaces(graph, new Map([...graph.positions, [name, { x: Math.round(x), y: Math.round(y) }]]))
}

/**
 * An edge between two nodes. It takes the place of one that cannot stand beside it. Throws `graph/cycle` when it would
 * close a directed cycle where the kind allows none, with the cycle, and `graph/self-loop`.
 */
export function addEdge(graph: Graph, from: string, to: string, form: EdgeForm = '->'): Graph {
  const edge = edgeOf(from, to, form)
  const others = graph.edges.filter((other) => !joins(other, from, to) || standsBeside(graph.kind, other, edge))
  return checked(graph, [...others, edge])
}

export function removeEdge(graph: Graph, edge: Edge): Graph {
  return checked(
    graph,
    graph.edges.filter((other) => !isSame(other, edge)),
  )
}

/** The same two nodes with another form of edge, or with the ends changed over (`form: 'turned'`). */
export function changeEdge(graph: Graph, edge: Edge, form: EdgeForm | 'turned'): Graph {
  const made =
    form === 'turned'
      ? { from: edge.to, to: edge.from, fromMark: edge.fromMark, toMark: edge.toMark }
      : edgeOf(edge.from, edge.to, form)
  const others = graph.edges.filter((other) => !isSame(other, edge))
  const beside = others.filter((other) => !joins(other, edge.from, edge.to) || standsBeside(graph.kind, other, made))
  return checked(graph, [...beside, made])
}

/** Gives a node a role or takes it away. Treatment, outcome, adjusted, latent: a node has one of these; selected stands beside. */
export function toggleRole(graph: Graph, name: string, role: Role): Graph {
  const has = graph.roles[role].includes(name)
  const roles = mapRoles(graph, (names, each) => {
    if (each === role) return has ? names.filter((other) => other !== name) : [...names, name]
    return has || !excludes(role, each) ? names : names.filter((other) => other !== name)
  })
  const { kind, nodes, edges, positions } = graph
  return createGraph({ kind, nodes, edges, positions, roles })
}

/** The same edges as another kind of graph. Throws `graph/marks` or `graph/cycle` where the kind does not allow them. */
export function changeKind(graph: Graph, kind: GraphKind): Graph {
  return checked({ ...graph, kind }, graph.edges, kind)
}

export function formOf({ fromMark, toMark }: Edge): EdgeForm | undefined {
  return edgeForms.find((form) => {
    const made = edgeOf('', ' ', form)
    return made.fromMark === fromMark && made.toMark === toMark
  })
}

export function isSame(a: Edge, b: Edge): boolean {
  return edgeKey(a) === edgeKey(b)
}

/** The same for an edge and the edge read from its other end. */
export function edgeKey({ from, to, fromMark, toMark }: Edge): string {
  const forward = `${from}\n${fromMark}\n${toMark}\n${to}`
  const backward = `${to}\n${toMark}\n${fromMark}\n${from}`
  return forward < backward ? forward : backward
}

function edgeOf(from: string, to: string, form: EdgeForm): Edge {
  const marks: Record<'o->' | 'o-o' | 'o--', Mark> = { 'o->': 'arrow', 'o-o': 'circle', 'o--': 'tail' }
  if (form === '->') return directed(from, to)
  if (form === '<->') return bidirected(from, to)
  if (form === '--') return undirected(from, to)
  return { from, to, fromMark: 'circle', toMark: marks[form] }
}

function checked(graph: Graph, edges: readonly Edge[], asked?: GraphKind): Graph {
  const kind = asked ?? settledKind(graph.kind, edges)
  const { nodes, roles, positions } = graph
  const made = createGraph({ kind, nodes, edges, roles, positions })
  const cycle = kind === 'cyclic' ? undefined : findCycle(made)
  if (!cycle) return made
  throw new ScmError('graph/cycle', `That would close the cycle ${cycle.join(' → ')}.`, {
    hint: 'Turn or remove one of these edges, or make the graph a cyclic one.',
    details: { cycle },
  })
}

/** A DAG with ↔ is an ADMG, and an ADMG without is a DAG; the other kinds are what they were named. */
function settledKind(kind: GraphKind, edges: readonly Edge[]): GraphKind {
  if (kind !== 'dag' && kind !== 'admg') return kind
  return edges.some(({ fromMark, toMark }) => fromMark === 'arrow' && toMark === 'arrow') ? 'admg' : 'dag'
}

function joins({ from, to }: Edge, a: string, b: string): boolean {
  return (from === a && to === b) || (from === b && to === a)
}

function standsBeside(kind: GraphKind, a: Edge, b: Edge): boolean {
  if (isSame(a, b)) return false
  const arcs = [a, b].filter(({ fromMark, toMark }) => fromMark === 'arrow' && toMark === 'arrow').length
  if (kind === 'cyclic') return true
  return (kind === 'dag' || kind === 'admg') && arcs === 1
}

function excludes(role: Role, other: Role): boolean {
  return role !== 'selected' && other !== 'selected'
}

function mapRoles(graph: Graph, change: (names: readonly string[], role: Role) => string[] | readonly string[]) {
  return Object.fromEntries(roleNames.map((role) => [role, change(graph.roles[role], role)]))
}

function freeName({ index }: Graph): string {
  for (const letter of ['X', 'Y', 'Z', 'W', 'A', 'B', 'C', 'D']) if (!index.has(letter)) return letter
  let number = 1
  while (index.has(`V${number}`)) number++
  return `V${number}`
}

function requireName(graph: Graph, name: string): string {
  const chosen = name.trim()
  if (chosen === '') throw new ScmError('desk/name', 'A node needs a name.', { hint: 'Type at least one letter.' })
  if (chosen.length > 80)
    throw new ScmError('desk/name', `A name of ${chosen.length} letters does not fit the picture.`, {
      hint: 'Use at most 80.',
    })
  if (graph.index.has(chosen))
    throw new ScmError('desk/name', `There is a node “${chosen}” already.`, { hint: 'Choose another name.' })
  return chosen
}
