/** A graph as text. What a syntax cannot say is refused, not dropped; roles and positions are kept where it has them. */
import { ScmError } from '../errors.ts'
import type { Edge, Graph, GraphKind, Role } from '../graph/graph.ts'
import { topologicalOrder } from '../graph/walks.ts'
import { nearestName } from '../nearestName.ts'
import { writtenArrow } from './arrows.ts'
import { isLavaanName } from './lavaan.ts'
import { formatTikz } from './tikz.ts'

export type WritableSyntax = 'dagitty' | 'dot' | 'lavaan' | 'tetrad' | 'bif' | 'graphml' | 'edges' | 'bnlearn' | 'tikz'

const writers: Record<WritableSyntax, (graph: Graph) => string> = {
  dagitty: formatDagitty,
  dot: formatDot,
  lavaan: formatLavaan,
  tetrad: formatTetrad,
  bif: formatBif,
  graphml: formatGraphml,
  edges: formatEdges,
  bnlearn: formatModelString,
  tikz: formatTikz,
}

/** Throws `graph/format` when the syntax has no way to write what the graph holds, and names it. */
export function formatGraph(graph: Graph, syntax: WritableSyntax = 'dagitty'): string {
  const writer = Object.hasOwn(writers, syntax) ? writers[syntax] : undefined
  if (writer) return writer(graph)
  const near = nearestName(syntax, Object.keys(writers))
  throw new ScmError('graph/syntax', `There is no syntax “${syntax}”.`, {
    hint: near ? `Did you mean “${near}”?` : `There are ${Object.keys(writers).join(', ')}.`,
    details: { syntax },
  })
}

const keywords: Record<GraphKind, string> = {
  dag: 'dag',
  admg: 'dag',
  cpdag: 'pdag',
  mag: 'mag',
  pag: 'pag',
  cyclic: 'digraph',
}

const dagittyRoles: Record<Role, string> = {
  treatment: 'exposure',
  outcome: 'outcome',
  latent: 'latent',
  adjusted: 'adjusted',
  selected: 'selected',
}

function formatDagitty(graph: Graph): string {
  const lines = graph.nodes.map((name) => {
    const position = graph.positions.get(name)
    const attributes = rolesOf(graph, name).map((role) => dagittyRoles[role])
    if (position) attributes.push(`pos="${position.x},${position.y}"`)
    return attributes.length > 0 ? `${quoted(name)} [${attributes.join(',')}]` : quoted(name)
  })
  const short: Record<string, string> = { '---': '--', '-->': '->' }
  const edges = graph.edges.map((edge) => {
    const written = writtenArrow(edge, '@')
    return `${quoted(edge.from)} ${short[written] ?? written} ${quoted(edge.to)}`
  })
  return `${keywords[graph.kind]} {\n${[...lines, ...edges].map((line) => `${line}\n`).join('')}}\n`
}

function formatDot(graph: Graph): string {
  const nodes = graph.nodes.map((name) => {
    const roles = rolesOf(graph, name)
    const position = graph.positions.get(name)
    const attributes = [
      ...(roles.length > 0 ? [`role="${roles.join(' ')}"`] : []),
      ...(roles.includes('latent') ? ['style=dashed'] : []),
      ...(position ? [`pos="${position.x},${position.y}!"`] : []),
    ]
    return `  ${dotString(name)}${attributes.length > 0 ? ` [${attributes.join(', ')}]` : ''};`
  })
  const edges = graph.edges.map((edge) => `  ${dotString(edge.from)} -> ${dotString(edge.to)}${dotEnds(edge)};`)
  return ['digraph {', ...nodes, ...edges, '}', ''].join('\n')
}

function dotEnds({ fromMark, toMark }: Edge): string {
  if (fromMark === 'tail' && toMark === 'arrow') return ''
  if (fromMark === 'arrow' && toMark === 'arrow') return ' [dir=both]'
  if (fromMark === 'tail' && toMark === 'tail') return ' [dir=none]'
  const shape = { tail: 'none', arrow: 'normal', circle: 'odot' }
  return ` [dir=both, arrowtail=${shape[fromMark]}, arrowhead=${shape[toMark]}]`
}

function formatLavaan(graph: Graph): string {
  for (const name of graph.nodes) if (!isLavaanName(name)) throw unwritable('lavaan', `the name “${name}”`)
  const latent = new Set(graph.roles.latent)
  const told = new Set<string>()
  const lines: string[] = []
  for (const edge of graph.edges) {
    const { from, to, fromMark, toMark } = edge
    if (toMark !== 'arrow' || fromMark === 'circle') throw unwritable('lavaan', `the edge ${shownEdge(edge)}`)
    if (fromMark === 'arrow') lines.push(`${from} ~~ ${to}`)
    else lines.push(latent.has(from) ? `${from} =~ ${to}` : `${to} ~ ${from}`)
    told.add(from).add(to)
  }
  for (const name of graph.nodes) if (!told.has(name)) lines.push(`${name} ~~ ${name}`)
  return lines.map((line) => `${line}\n`).join('')
}

function formatTetrad(graph: Graph): string {
  const latent = new Set(graph.roles.latent)
  for (const name of graph.nodes)
    if (/[\s;,()]/.test(name) || name === '') throw unwritable('tetrad', `the name “${name}”`)
  const shown = (name: string) => (latent.has(name) ? `(${name})` : name)
  const edges = graph.edges.map((edge, i) => {
    const written = writtenArrow(edge, 'o')
    return `${i + 1}. ${shown(edge.from)} ${written} ${shown(edge.to)}`
  })
  return `Graph Nodes:\n${graph.nodes.map(shown).join(';')}\n\nGraph Edges:\n${edges.map((line) => `${line}\n`).join('')}`
}

/** Structure only: every variable has one state and probability one, so that readers of BIF accept the file. */
function formatBif(graph: Graph): string {
  requireDirected(graph, 'bif')
  for (const name of graph.nodes) if (!/^[^\s"(){}|,;]+$/.test(name)) throw unwritable('bif', `the name “${name}”`)
  const variables = graph.nodes.map((name) => `variable ${name} {\n  type discrete [ 1 ] { state };\n}\n`)
  const families = familiesOf(graph).map(([child, parents]) => {
    if (parents.length === 0) return `probability ( ${child} ) {\n  table 1.0;\n}\n`
    return `probability ( ${child} | ${parents.join(', ')} ) {\n  (${parents.map(() => 'state').join(', ')}) 1.0;\n}\n`
  })
  return `network unknown {\n}\n${variables.join('')}${families.join('')}`
}

function formatGraphml(graph: Graph): string {
  const key = (id: string, of: string, type: string) =>
    `  <key id="${id}" for="${of}" attr.name="${id}" attr.type="${type}"/>`
  const data = (id: string, value: string | number) => `<data key="${id}">${escaped(String(value))}</data>`
  const nodes = graph.nodes.map((name, i) => {
    const position = graph.positions.get(name)
    const roles = rolesOf(graph, name).join(' ')
    const place = position ? data('x', position.x) + data('y', position.y) : ''
    return `    <node id="n${i}">${data('label', name)}${roles ? data('role', roles) : ''}${place}</node>`
  })
  const edges = graph.edges.map(
    ({ from, to, fromMark, toMark }) =>
      `    <edge source="n${graph.index.get(from)}" target="n${graph.index.get(to)}">${data('from', fromMark)}${data('to', toMark)}</edge>`,
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...['label', 'role'].map((id) => key(id, 'node', 'string')),
    ...['x', 'y'].map((id) => key(id, 'node', 'double')),
    ...['from', 'to'].map((id) => key(id, 'edge', 'string')),
    '  <graph edgedefault="directed">',
    ...nodes,
    ...edges,
    '  </graph>',
    '</graphml>',
    '',
  ].join('\n')
}

function formatEdges(graph: Graph): string {
  const isPlain = (name: string) => /^[^\s,;"#<>@→←↔⇄—–-]+$/.test(name) && !/^o/.test(name)
  const shown = (name: string) => (isPlain(name) ? name : dotString(name))
  const told = new Set(graph.edges.flatMap(({ from, to }) => [from, to]))
  const lines = graph.nodes.filter((name) => !told.has(name)).map(shown)
  const edges = graph.edges.map((edge) => `${shown(edge.from)} ${writtenArrow(edge, 'o')} ${shown(edge.to)}`)
  return [...lines, ...edges].map((line) => `${line}\n`).join('')
}

function formatModelString(graph: Graph): string {
  requireDirected(graph, 'bnlearn')
  for (const name of graph.nodes)
    if (/[[\]|:]/.test(name) || name.trim() !== name || name === '') throw unwritable('bnlearn', `the name “${name}”`)
  const families = new Map(familiesOf(graph))
  return topologicalOrder(graph)
    .map((child) => {
      const parents = families.get(child)!
      return parents.length > 0 ? `[${child}|${parents.join(':')}]` : `[${child}]`
    })
    .join('')
}

function familiesOf({ nodes, parents }: Graph): [string, string[]][] {
  return nodes.map((name, node) => [
    name,
    [...parents.items.subarray(parents.starts[node], parents.starts[node + 1])].map((parent) => nodes[parent]!),
  ])
}

function rolesOf(graph: Graph, name: string): Role[] {
  return (Object.keys(graph.roles) as Role[]).filter((role) => graph.roles[role].includes(name))
}

function requireDirected(graph: Graph, syntax: WritableSyntax): void {
  const other = graph.edges.find(({ fromMark, toMark }) => fromMark !== 'tail' || toMark !== 'arrow')
  if (other) throw unwritable(syntax, `the edge ${shownEdge(other)}`)
}

function unwritable(syntax: WritableSyntax, what: string): ScmError {
  return new ScmError('graph/format', `The syntax “${syntax}” cannot write ${what}.`, {
    hint: 'Write dagitty, dot, graphml or edges, which can, or change the graph.',
    details: { syntax },
  })
}

function shownEdge(edge: Edge): string {
  return `${edge.from} ${writtenArrow(edge, 'o')} ${edge.to}`
}

/** Bare where dagitty reads it bare; its words for options are always quoted. */
function quoted(name: string): string {
  const isBare =
    /^[\p{L}\p{N}_.]+$/u.test(name) &&
    !/^(?:graph|node|edge|subgraph|strict|dag|admg|c?pdag|mag|pag|digraph)$/i.test(name)
  return isBare ? name : dotString(name)
}

function dotString(name: string): string {
  return `"${name.replace(/[\\"]/g, '\\$&')}"`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
