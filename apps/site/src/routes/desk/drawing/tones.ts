/** Which colour an edge has in the picture, from the open paths it lies on; and what a highlight holds. */
import type { Edge, Graph, Hedge } from '@causerie/scm'
import type { DeskPaths } from '../questions/paths.ts'
import { edgeKey } from '../state/edits.ts'

/** An edge on an open biasing path that also carries the effect is shown as carrying it, as the path list tells the rest. */
export type EdgeTone = 'plain' | 'causal' | 'biasing'

export function toneOfEdges(paths: DeskPaths | undefined): ReadonlyMap<string, EdgeTone> {
  const tones = new Map<string, EdgeTone>()
  for (const { edges } of paths?.biasing ?? []) for (const edge of edges) tones.set(edgeKey(edge), 'biasing')
  for (const { edges } of paths?.causal ?? []) for (const edge of edges) tones.set(edgeKey(edge), 'causal')
  return tones
}

/** What a panel points at in the picture: a path, a set of nodes, a hedge. */
export type Highlight = { nodes: ReadonlySet<string>; edges: ReadonlySet<string> }

export function highlightPath(edges: readonly Edge[]): Highlight {
  return { nodes: new Set(edges.flatMap(({ from, to }) => [from, to])), edges: new Set(edges.map(edgeKey)) }
}

export function highlightNodes(names: readonly string[]): Highlight {
  return { nodes: new Set(names), edges: new Set() }
}

/** Both forests with the edges that make them one; for a ↔ that the picture does not have, its latent causes light up. */
export function highlightHedge(graph: Graph, { outer, inner }: Hedge): Highlight {
  const arcs = [...outer.bidirected, ...inner.bidirected]
  const edges = [
    ...[...outer.directed, ...inner.directed].map(
      ([from, to]): Edge => ({ from, to, fromMark: 'tail', toMark: 'arrow' }),
    ),
    ...arcs.map(([from, to]): Edge => ({ from, to, fromMark: 'arrow', toMark: 'arrow' })),
    ...arcs.flatMap((ends) => latentCausesOf(graph, ends)),
  ]
  const latent = edges.map(({ from }) => from).filter((name) => graph.roles.latent.includes(name))
  return { nodes: new Set([...outer.nodes, ...inner.nodes, ...latent]), edges: new Set(edges.map(edgeKey)) }
}

/** The edges from latent nodes that point at both ends. */
function latentCausesOf({ edges, roles }: Graph, ends: readonly [string, string]): Edge[] {
  return roles.latent.flatMap((latent) => {
    const out = edges.filter(({ from, to }) => from === latent && ends.includes(to))
    return out.length === 2 ? out : []
  })
}
