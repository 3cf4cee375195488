/** A TikZ picture of a graph, at its positions or, without any, on a circle. */
import type { Edge, Graph } from '../graph/graph.ts'

export function formatTikz(graph: Graph): string {
  const nodes = graph.nodes.map((name, i) => {
    const { x, y } = graph.positions.get(name) ?? onCircle(i, graph.nodes.length)
    const latent = graph.roles.latent.includes(name) ? '[dashed, draw, circle] ' : ''
    return `  \\node ${latent}(n${i}) at (${rounded(x)},${rounded(-y)}) {${texText(name)}};`
  })
  const edges = graph.edges.map(
    (edge) => `  \\draw [${tip(edge)}] (n${graph.index.get(edge.from)}) to (n${graph.index.get(edge.to)});`,
  )
  return ['\\begin{tikzpicture}', ...nodes, ...edges, '\\end{tikzpicture}', ''].join('\n')
}

function onCircle(i: number, count: number) {
  const angle = (2 * Math.PI * i) / Math.max(1, count)
  return { x: 2 * Math.sin(angle), y: -2 * Math.cos(angle) }
}

function tip({ fromMark, toMark }: Edge): string {
  if (fromMark === 'tail' && toMark === 'tail') return '-'
  const left = { tail: '', arrow: '<', circle: '{Circle[open]}' }[fromMark]
  const right = { tail: '', arrow: '>', circle: '{Circle[open]}' }[toMark]
  const isDashed = fromMark === 'arrow' && toMark === 'arrow'
  return `${left}-${right}${isDashed ? ', dashed' : ''}`
}

function texText(name: string): string {
  const signs: Record<string, string> = {
    '\\': '\\textbackslash{}',
    '~': '\\textasciitilde{}',
    '^': '\\textasciicircum{}',
  }
  return name.replace(/[\\~^]|[&%$#_{}]/g, (sign) => signs[sign] ?? `\\${sign}`)
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000 || 0
}
