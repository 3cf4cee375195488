/** Which colour an edge has in the picture, from the open paths it lies on; and what a highlight holds. */
import type { Edge, Hedge } from '@causerie/scm'
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

/** Both forests with the edges that make them one; a hidden parent of both stands for its ↔. */
export function highlightHedge({ outer, inner }: Hedge): Highlight {
  const edges = [outer, inner].flatMap(({ directed, bidirected }) => [
    ...directed.map(([from, to]): Edge => ({ from, to, fromMark: 'tail', toMark: 'arrow' })),
    ...bidirected.map(([from, to]): Edge => ({ from, to, fromMark: 'arrow', toMark: 'arrow' })),
  ])
  return { nodes: new Set([...outer.nodes, ...inner.nodes]), edges: new Set(edges.map(edgeKey)) }
}
