/**
 * The picture of a graph as shapes in points: capsules around names, edges as curves that end at their borders, marks at
 * their ends. Pure, so that the page, the server and the exported file draw the same.
 */
import type { Edge, Graph, Mark, Position } from '@causerie/scm'
import { edgeKey } from '../state/edits.ts'

export type NodeShape = { name: string; x: number; y: number; halfWidth: number; halfHeight: number }

export type EdgeShape = {
  key: string
  edge: Edge
  /** SVG path from border to border. */
  path: string
  /** Filled arrowheads, as points of polygons, and circles. */
  arrows: string[]
  circles: Position[]
  middle: Position
}

export type Box = { x: number; y: number; width: number; height: number }

export type Picture = { nodes: NodeShape[]; edges: EdgeShape[]; box: Box; fontSize: number }

/** `unit` enlarges letters and marks where the picture is shown smaller than its points. */
export function pictureOf(graph: Graph, { unit = 1 }: { unit?: number } = {}): Picture {
  const fontSize = 16 * unit
  const nodes = graph.nodes.map((name) => nodeShape(name, graph.positions.get(name) ?? { x: 0, y: 0 }, fontSize))
  const byName = new Map(nodes.map((shape) => [shape.name, shape]))
  const pairs = Map.groupBy(graph.edges, ({ from, to }) => [from, to].sort().join('\n'))
  const edges = graph.edges.map((edge) => {
    const beside = pairs.get([edge.from, edge.to].sort().join('\n'))!
    return edgeShape(edge, byName, bendOf(edge, beside, byName, nodes), unit)
  })
  return { nodes, edges, box: boxAround(nodes, edges, unit), fontSize }
}

function nodeShape(name: string, { x, y }: Position, fontSize: number): NodeShape {
  return { name, x, y, halfWidth: Math.max(17, widthOf(name) * fontSize * 0.5 + 11), halfHeight: fontSize * 0.95 }
}

/** The width of a text in ems, near enough for a serif face: narrow, ordinary and wide letters. */
function widthOf(text: string): number {
  let width = 0
  for (const letter of text)
    width += /[iljtfr.,:;'|! ]/.test(letter)
      ? 0.31
      : /[mwMW@—]/.test(letter)
        ? 0.86
        : /[A-Z0-9]/.test(letter)
          ? 0.62
          : 0.5
  return width
}

/**
 * How far the middle of an edge is pushed aside, in points: ↔ bows, twins part, and of several ways the first is taken
 * that crosses the fewest other nodes.
 */
function bendOf(
  edge: Edge,
  beside: readonly Edge[],
  byName: ReadonlyMap<string, NodeShape>,
  nodes: readonly NodeShape[],
): number {
  const [a, b] = [byName.get(edge.from)!, byName.get(edge.to)!]
  const ways = waysOf(edge, beside, a, b)
  if (nodes.length > 150) return ways[0]!
  const others = nodes.filter((node) => node !== a && node !== b && isWithinReach(node, a, b))
  let best = { bend: ways[0]!, crossed: Number.POSITIVE_INFINITY }
  for (const bend of ways) {
    const at = curveOf(a, b, bend).at
    const crossed = others.filter((node) => crosses(at, node)).length
    if (crossed < best.crossed) best = { bend, crossed }
    if (crossed === 0) break
  }
  return best.bend
}

/** Bends in the order in which they are tried. */
function waysOf(edge: Edge, beside: readonly Edge[], a: NodeShape, b: NodeShape): number[] {
  const length = Math.hypot(b.x - a.x, b.y - a.y)
  const bow = Math.min(90, 24 + length * 0.22)
  const up = upwards(a, b)
  if (edge.fromMark === 'arrow' && edge.toMark === 'arrow')
    return [1, -1, 1.6, -1.6, 2.4, -2.4].map((share) => up * share * bow)
  // The side does not depend on which end the edge is written from.
  const side = (edge.from < edge.to ? 1 : -1) * (beside.indexOf(edge) % 2 === 0 ? 1 : -1)
  const directedTwin = beside.some(
    (other) => other !== edge && !(other.fromMark === 'arrow' && other.toMark === 'arrow'),
  )
  if (directedTwin) return [0.45, 0.9, 1.6].map((share) => side * share * bow)
  return [0, 0.5, -0.5, 0.9, -0.9, 1.4, -1.4].map((share) => up * share * bow)
}

/** The sign that pushes an edge up, or, where it stands upright, to the left. */
function upwards(a: Position, b: Position): number {
  const isUpright = Math.abs(b.x - a.x) < 1
  return isUpright ? (b.y > a.y ? 1 : -1) : b.x > a.x ? -1 : 1
}

/** Whether any way between the two could come near the node. */
function isWithinReach({ x, y, halfWidth }: NodeShape, a: Position, b: Position): boolean {
  const reach = Math.hypot(b.x - a.x, b.y - a.y) / 2 + 220 + halfWidth
  return Math.hypot(x - (a.x + b.x) / 2, y - (a.y + b.y) / 2) < reach
}

function crosses(at: (t: number) => Position, node: NodeShape): boolean {
  for (let step = 1; step < 24; step++) {
    const { x, y } = at(step / 24)
    if (Math.abs(x - node.x) < node.halfWidth + 5 && Math.abs(y - node.y) < node.halfHeight + 5) return true
  }
  return false
}

/** A quadratic curve whose middle is `bend` points beside the middle of a and b. */
function curveOf(a: Position, b: Position, bend: number): { control: Position; at: (t: number) => Position } {
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
  const normal = { x: -(b.y - a.y) / length, y: (b.x - a.x) / length }
  const control = { x: (a.x + b.x) / 2 + normal.x * bend * 2, y: (a.y + b.y) / 2 + normal.y * bend * 2 }
  const at = (t: number): Position => ({
    x: (1 - t) ** 2 * a.x + 2 * t * (1 - t) * control.x + t ** 2 * b.x,
    y: (1 - t) ** 2 * a.y + 2 * t * (1 - t) * control.y + t ** 2 * b.y,
  })
  return { control, at }
}

function edgeShape(edge: Edge, byName: ReadonlyMap<string, NodeShape>, bend: number, unit: number): EdgeShape {
  const [a, b] = [byName.get(edge.from)!, byName.get(edge.to)!]
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1
  const { control, at } = curveOf(a, b, bend)
  const start = exitOf(at, a, 0, 0.5)
  const end = exitOf(at, b, 1, 0.5)
  const [from, fromTip] = endOf(at, start, edge.fromMark, 1, length, unit)
  const [to, toTip] = endOf(at, end, edge.toMark, -1, length, unit)
  const [p, q] = [at(from), at(to)]
  // The control point of the part of the curve between the two ends (blossom of the quadratic).
  const inner = {
    x: (1 - from) * (1 - to) * a.x + (from + to - 2 * from * to) * control.x + from * to * b.x,
    y: (1 - from) * (1 - to) * a.y + (from + to - 2 * from * to) * control.y + from * to * b.y,
  }
  const path = bend === 0 ? `M${shown(p)}L${shown(q)}` : `M${shown(p)}Q${shown(inner)} ${shown(q)}`
  const tips = [fromTip, toTip]
  return {
    key: edgeKey(edge),
    edge,
    path,
    arrows: tips.flatMap((tip) => (tip && 'points' in tip ? [tip.points] : [])),
    circles: tips.flatMap((tip) => (tip && 'circle' in tip ? [tip.circle] : [])),
    middle: at(0.5),
  }
}

/** The place on the curve, going from the middle of the node at `inside` towards `outside`, where it leaves the capsule. */
function exitOf(at: (t: number) => Position, node: NodeShape, inside: number, outside: number): number {
  let [low, high] = [inside, outside]
  for (let step = 0; step < 14; step++) {
    const middle = (low + high) / 2
    if (isInside(at(middle), node)) low = middle
    else high = middle
  }
  return high
}

function isInside({ x, y }: Position, { x: cx, y: cy, halfWidth, halfHeight }: NodeShape): boolean {
  const gap = 2
  const flat = Math.max(0, halfWidth - halfHeight)
  const dx = Math.max(0, Math.abs(x - cx) - flat)
  return Math.hypot(dx, y - cy) < halfHeight + gap
}

type Tip = { points: string } | { circle: Position } | undefined

/** Where the line ends, short of its mark, and the mark. `way` is 1 at the start of the curve and −1 at its end. */
function endOf(
  at: (t: number) => Position,
  end: number,
  mark: Mark,
  way: 1 | -1,
  length: number,
  unit: number,
): [number, Tip] {
  if (mark === 'tail') return [end, undefined]
  const size = (mark === 'arrow' ? 10 : 8) * unit
  const back = clampedShare(end + (way * size) / length)
  const [tip, base] = [at(end), at(back)]
  if (mark === 'circle') return [back, { circle: { x: (tip.x + base.x) / 2, y: (tip.y + base.y) / 2 } }]
  const along = Math.hypot(tip.x - base.x, tip.y - base.y) || 1
  const [ux, uy] = [(tip.x - base.x) / along, (tip.y - base.y) / along]
  const half = 4.2 * unit
  const [bx, by] = [tip.x - ux * size, tip.y - uy * size]
  const points = [tip, { x: bx - uy * half, y: by + ux * half }, { x: bx + uy * half, y: by - ux * half }]
    .map(shown)
    .join(' ')
  return [back, { points }]
}

function clampedShare(t: number): number {
  return Math.min(1, Math.max(0, t))
}

function boxAround(nodes: readonly NodeShape[], edges: readonly EdgeShape[], unit: number): Box {
  if (nodes.length === 0) return { x: 0, y: 0, width: 560, height: 320 }
  const pad = 22 * unit
  const xs = [
    ...nodes.flatMap(({ x, halfWidth }) => [x - halfWidth, x + halfWidth]),
    ...edges.map(({ middle }) => middle.x),
  ]
  const ys = [
    ...nodes.flatMap(({ y, halfHeight }) => [y - halfHeight, y + halfHeight]),
    ...edges.map(({ middle }) => middle.y),
  ]
  const least = (values: readonly number[]) => values.reduce((a, b) => Math.min(a, b))
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b))
  return {
    x: Math.floor(least(xs) - pad),
    y: Math.floor(least(ys) - pad),
    width: Math.ceil(most(xs) - least(xs) + 2 * pad),
    height: Math.ceil(most(ys) - least(ys) + 2 * pad),
  }
}

function shown({ x, y }: Position): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`
}

/** Points to a pixel, at most: a larger graph is not shrunk further, and its paper scrolls. */
const mostShrunk = 2.4

/**
 * How a picture is shown on paper of some pixels: `unit` points to a pixel, by which letters are enlarged so that they stay
 * as large as the text around, and whether it is larger than the paper even so.
 */
export function shownOn(box: Box, paper: { width: number; height: number }): { unit: number; scrolls: boolean } {
  const wanted = Math.max(box.width / Math.max(200, paper.width), box.height / Math.max(200, paper.height))
  return { unit: Math.min(mostShrunk, Math.max(1, wanted)), scrolls: wanted > mostShrunk }
}
