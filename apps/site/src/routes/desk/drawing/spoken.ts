/** The picture in words, for the name of each node and for the one line that says what is drawn. */
import type { Edge, Graph, Role } from '@causerie/scm'
import { roleNames } from '../state/edits.ts'

const arrows: Record<string, string> = {
  'tail arrow': 'to',
  'arrow tail': 'from',
  'arrow arrow': 'sharing a hidden cause with',
  'tail tail': 'undirected to',
  'circle arrow': 'circle and arrow to',
  'arrow circle': 'arrow and circle from',
  'circle circle': 'circles at both ends to',
  'circle tail': 'circle and tail to',
  'tail circle': 'tail and circle to',
}

/** By node: “X, treatment: to Y, from Z”. All at once, since a large graph is read aloud node by node but drawn whole. */
export function spokenNodes(graph: Graph): ReadonlyMap<string, string> {
  const joined = new Map<string, string[]>(graph.nodes.map((name) => [name, []]))
  for (const { from, to, fromMark, toMark } of graph.edges) {
    joined.get(from)!.push(`${arrows[`${fromMark} ${toMark}`]} ${to}`)
    joined.get(to)!.push(`${arrows[`${toMark} ${fromMark}`]} ${from}`)
  }
  return new Map(
    [...joined].map(([name, edges]) => [
      name,
      `${[name, ...rolesOf(graph, name)].join(', ')}: ${edges.length > 0 ? edges.join(', ') : 'no edges'}`,
    ]),
  )
}

export function rolesOf(graph: Graph, name: string): Role[] {
  return roleNames.filter((role) => graph.roles[role].includes(name))
}

export function spokenEdge({ from, to, fromMark, toMark }: Edge): string {
  return `${from} ${arrows[`${fromMark} ${toMark}`]} ${to}`
}

/** The node nearest to another in the direction of an arrow key. */
export function nodeTowards(graph: Graph, name: string, key: string): string | undefined {
  const here = graph.positions.get(name)
  const ways: Record<string, [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  }
  const way = ways[key]
  if (!here || !way) return undefined
  let best: { name: string; cost: number } | undefined
  for (const [other, { x, y }] of graph.positions) {
    const [dx, dy] = [x - here.x, y - here.y]
    const along = dx * way[0] + dy * way[1]
    if (other === name || along <= 0) continue
    const cost = along + 2.5 * Math.abs(dx * way[1] + dy * way[0])
    if (!best || cost < best.cost) best = { name: other, cost }
  }
  return best?.name
}
