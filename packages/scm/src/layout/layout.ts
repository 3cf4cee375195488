/**
 * A layered drawing in the unit box (Sugiyama, Tagawa & Toda 1981): causes above effects, few crossings, short edges.
 *
 *   1. layers by the longest path from a source; undirected and bidirected edges join nearby layers
 *   2. a waypoint wherever an edge passes a layer
 *   3. the order within layers by medians, down and up, keeping the best (Gansner et al. 1993)
 *   4. places within layers by pulling each node towards its neighbours without passing the next
 *
 * The same graph always gets the same drawing. Positions that the graph has can be kept.
 */
import type { Edge, Graph, Position } from '../graph/graph.ts'
import { row } from '../graph/walks.ts'
import { orderLayers } from './orderLayers.ts'

export type LayoutOptions = {
  /** `down` (the default) puts causes above effects, `right` to their left. */
  direction?: 'down' | 'right'
  /** Keep the graph’s own positions when every node has one, scaled into the unit box. */
  keepPositions?: boolean
}

export type Route = {
  edge: Edge
  /** From `edge.from` to `edge.to`, both ends and the waypoints between; a smooth curve through them keeps off other nodes. */
  points: Position[]
}

export type Layout = {
  /** x to the right, y downwards, both in [0, 1]. */
  positions: ReadonlyMap<string, Position>
  routes: Route[]
}

export function layout(graph: Graph, { direction = 'down', keepPositions = false }: LayoutOptions = {}): Layout {
  if (keepPositions && graph.nodes.length > 0 && graph.positions.size === graph.nodes.length) return keptLayout(graph)
  const layerOf = layersOf(graph)
  const { layers, links, chains } = withWaypoints(graph, layerOf)
  const ordered = orderLayers(layers, links)
  const across = placesWithin(ordered, links)
  const depth = Math.max(1, ordered.length - 1)
  const place = (id: number, layer: number): Position => {
    const [x, y] = [across.get(id)!, ordered.length === 1 ? 0.5 : layer / depth]
    return direction === 'down' ? { x, y } : { x: y, y: x }
  }
  const positions = new Map(graph.nodes.map((name, node) => [name, place(node, layerOf[node]!)]))
  const routes = graph.edges.map((edge, i): Route => {
    const points = chains[i]!.map(({ id, layer }) => place(id, layer))
    return { edge, points }
  })
  return { positions, routes }
}

function keptLayout(graph: Graph): Layout {
  const all = [...graph.positions.values()]
  const scale = (axis: 'x' | 'y') => {
    const values = all.map((position) => position[axis])
    const least = values.reduce((a, b) => Math.min(a, b))
    const span = values.reduce((a, b) => Math.max(a, b)) - least
    return (value: number) => (span > 0 ? (value - least) / span : 0.5)
  }
  const [x, y] = [scale('x'), scale('y')]
  const positions = new Map(
    graph.nodes.map((name) => [name, { x: x(graph.positions.get(name)!.x), y: y(graph.positions.get(name)!.y) }]),
  )
  return {
    positions,
    routes: graph.edges.map((edge) => ({ edge, points: [positions.get(edge.from)!, positions.get(edge.to)!] })),
  }
}

/** [nodes]: the layer. Edges of a cycle that would point upwards do. A source that is not at the top moves next to its first child. */
function layersOf(graph: Graph): Int32Array {
  const order = breakingOrder(graph)
  const rank = new Int32Array(graph.nodes.length)
  for (const [place, node] of order.entries()) rank[node] = place
  const layer = new Int32Array(graph.nodes.length)
  for (const node of order)
    for (const parent of row(graph.parents, node))
      if (rank[parent]! < rank[node]!) layer[node] = Math.max(layer[node]!, layer[parent]! + 1)
  for (const node of order) {
    const below = [...row(graph.children, node)]
      .filter((child) => rank[child]! > rank[node]!)
      .map((child) => layer[child]!)
    if (row(graph.parents, node).length === 0 && below.length > 0) layer[node] = Math.min(...below) - 1
  }
  return layer
}

/** Kahn’s order; where a cycle leaves none free, the node that was given first goes next. */
function breakingOrder(graph: Graph): number[] {
  const waiting = graph.nodes.map((_, node) => row(graph.parents, node).length)
  const order: number[] = []
  const isDone = new Uint8Array(graph.nodes.length)
  const ready = waiting.flatMap((count, node) => (count === 0 ? [node] : []))
  for (let next = 0; order.length < graph.nodes.length; ) {
    if (ready.length === 0) {
      while (isDone[next] === 1) next++
      ready.push(next)
    }
    const node = ready.shift()!
    if (isDone[node] === 1) continue
    isDone[node] = 1
    order.push(node)
    for (const child of row(graph.children, node)) if (--waiting[child]! === 0 && isDone[child] === 0) ready.push(child)
  }
  return order
}

type Waypoint = { id: number; layer: number }

/** Nodes keep their numbers; waypoints get the next. `links` joins ids of neighbouring layers. */
function withWaypoints(graph: Graph, layerOf: Int32Array) {
  const layers: number[][] = []
  const put = (id: number, layer: number) => {
    while (layers.length <= layer) layers.push([])
    layers[layer]!.push(id)
  }
  for (const [node] of graph.nodes.entries()) put(node, layerOf[node]!)
  const links = new Map<number, number[]>()
  const link = (a: number, b: number) => {
    links.set(a, [...(links.get(a) ?? []), b])
    links.set(b, [...(links.get(b) ?? []), a])
  }
  let fresh = graph.nodes.length
  const chains = graph.edges.map(({ from, to }): Waypoint[] => {
    const [start, end] = [graph.index.get(from)!, graph.index.get(to)!]
    const step = Math.sign(layerOf[end]! - layerOf[start]!)
    const chain: Waypoint[] = [{ id: start, layer: layerOf[start]! }]
    for (let layer = layerOf[start]! + step; step !== 0 && layer !== layerOf[end]!; layer += step) {
      chain.push({ id: fresh, layer })
      put(fresh++, layer)
    }
    chain.push({ id: end, layer: layerOf[end]! })
    for (const [i, { id }] of chain.slice(1).entries()) if (step !== 0) link(chain[i]!.id, id)
    return chain
  })
  return { layers, links, chains }
}

/** The place of every id across its layer, in [0, 1]: evenly spread, then pulled towards its neighbours. */
function placesWithin(layers: readonly number[][], links: ReadonlyMap<number, number[]>): Map<number, number> {
  const widest = Math.max(1, ...layers.map((layer) => layer.length))
  const gap = 1 / widest
  const place = new Map<number, number>()
  for (const layer of layers) for (const [i, id] of layer.entries()) place.set(id, (i + 1) / (layer.length + 1))
  for (let round = 0; round < 12; round++)
    for (const layer of round % 2 === 0 ? layers : layers.toReversed()) {
      const wanted = layer.map((id) => {
        const near = links.get(id) ?? []
        return near.length === 0
          ? place.get(id)!
          : near.reduce((sum, other) => sum + place.get(other)!, 0) / near.length
      })
      for (const [i, at] of spread(wanted, gap).entries()) place.set(layer[i]!, at)
    }
  const all = [...place.values()]
  const [least, most] = [all.reduce((a, b) => Math.min(a, b), 1), all.reduce((a, b) => Math.max(a, b), 0)]
  for (const [id, at] of place) place.set(id, most - least > 1e-9 ? (at - least) / (most - least) : 0.5)
  return place
}

/** The nearest places (least squares) that keep the order and a gap: pooling adjacent violators. */
function spread(wanted: readonly number[], gap: number): number[] {
  const blocks: { sum: number; size: number }[] = []
  for (const [i, value] of wanted.entries()) {
    blocks.push({ sum: value - i * gap, size: 1 })
    while (blocks.length > 1 && blocks.at(-2)!.sum / blocks.at(-2)!.size > blocks.at(-1)!.sum / blocks.at(-1)!.size) {
      const { sum, size } = blocks.pop()!
      blocks.at(-1)!.sum += sum
      blocks.at(-1)!.size += size
    }
  }
  const level = blocks.flatMap(({ sum, size }) => new Array<number>(size).fill(sum / size))
  return level.map((value, i) => value + i * gap)
}
