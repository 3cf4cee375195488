/** Where nodes stand: the engine's layout in points of the drawing, and a free place for a node that comes later. */
import { createGraph, type Graph, layout, type Position } from '@causerie/scm'

/** Points of the drawing between one layer and the next, and least points beside each other. */
const layerGap = 96
const nodeGap = 104

/** All nodes laid out anew, causes above effects (`down`) or to their left (`right`, the default), as wide as the graph needs. */
export function arranged(graph: Graph, direction: 'down' | 'right' = 'right'): Graph {
  const { positions } = layout(withPlaces(graph, new Map()), { direction })
  const isAcross = direction === 'right'
  const along = isAcross ? 'x' : 'y'
  const layers = new Map<number, number>()
  for (const place of positions.values())
    layers.set(round(place[along] * 1000), (layers.get(round(place[along] * 1000)) ?? 0) + 1)
  const length = Math.max(1, layers.size - 1) * (isAcross ? 1.5 : 1) * layerGap
  const breadth = Math.max(2, ...layers.values()) * nodeGap * (isAcross ? 0.8 : 1.1)
  const [width, height] = isAcross ? [length, breadth] : [breadth, length]
  return withPlaces(
    graph,
    new Map([...positions].map(([name, { x, y }]) => [name, { x: round(x * width), y: round(y * height) }])),
  )
}

/** Every node placed: as the graph has them (scaled when they come from elsewhere), as before, or laid out anew. */
export function placed(graph: Graph, before: ReadonlyMap<string, Position> = new Map()): Graph {
  if (graph.nodes.length > 0 && graph.positions.size === graph.nodes.length) return scaled(graph)
  const kept = new Map(graph.nodes.flatMap((name) => (before.has(name) ? [[name, before.get(name)!] as const] : [])))
  if (kept.size * 2 < graph.nodes.length || kept.size === 0) return arranged(graph)
  for (const name of graph.nodes)
    if (!kept.has(name)) kept.set(name, freePlace(kept, nearNeighbours(graph, name, kept)))
  return withPlaces(graph, kept)
}

/** A place that no other node is near, by `wanted` or as near to it as can be found on a spiral. */
export function freePlace(places: ReadonlyMap<string, Position>, wanted: Position = { x: 120, y: 120 }): Position {
  const others = [...places.values()]
  for (let step = 0; step < 400; step++) {
    const [angle, radius] = [step * 2.4, 34 * Math.sqrt(step)]
    const place = { x: round(wanted.x + radius * Math.cos(angle)), y: round(wanted.y + radius * Math.sin(angle)) }
    if (others.every(({ x, y }) => Math.abs(x - place.x) > 78 || Math.abs(y - place.y) > 46)) return place
  }
  return wanted
}

export function withPlaces(graph: Graph, positions: ReadonlyMap<string, Position>): Graph {
  const { kind, nodes, edges, roles } = graph
  return createGraph({ kind, nodes, edges, roles, positions })
}

/** Positions in other units (dagitty's are often around 1) brought to points; those that are points already stay. */
function scaled(graph: Graph): Graph {
  const all = [...graph.positions.values()]
  const span = (axis: 'x' | 'y') => {
    const values = all.map((place) => place[axis])
    return values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b))
  }
  const size = Math.max(span('x'), span('y'))
  if (size >= 60 && size <= 20_000) return graph
  if (size === 0) return arranged(graph)
  const factor = (nodeGap * 1.4 * Math.max(2, Math.ceil(Math.sqrt(all.length)))) / size
  return withPlaces(
    graph,
    new Map([...graph.positions].map(([name, { x, y }]) => [name, { x: round(x * factor), y: round(y * factor) }])),
  )
}

function nearNeighbours(graph: Graph, name: string, places: ReadonlyMap<string, Position>): Position {
  const near = graph.edges.flatMap(({ from, to }) => (from === name ? [to] : to === name ? [from] : []))
  const known = near.flatMap((other) => places.get(other) ?? [])
  const among = known.length > 0 ? known : [...places.values()]
  const mean = (axis: 'x' | 'y') => among.reduce((sum, place) => sum + place[axis], 0) / among.length
  return { x: mean('x') + 60, y: mean('y') + 60 }
}

function round(value: number): number {
  return Math.round(value)
}
