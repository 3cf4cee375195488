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

/** “X, treatment: to Y, from Z.” */
export function spokenNode(graph: Graph, name: string): string {
  const roles = rolesOf(graph, name)
  const edges = graph.edges.flatMap((edge) => seenFrom(edge, name) ?? [])
  const joined = edges.length > 0 ? edges.join(', ') : 'no edges'
  return `${name}${roles.length > 0 ? `, ${roles.join(', ')}` : ''}: ${joined}`
}

export function rolesOf(graph: Graph, name: string): Role[] {
  return roleNames.filter((role) => graph.roles[role].includes(name))
}

export function spokenEdge({ from, to, fromMark, toMark }: Edge): string {
  return `${from} ${arrows[`${fromMark} ${toMark}`]} ${to}`
}

function seenFrom({ from, to, fromMark, toMark }: Edge, name: string): string | undefined {
  if (from === name) return `${arrows[`${fromMark} ${toMark}`]} ${to}`
  if (to === name) return `${arrows[`${toMark} ${fromMark}`]} ${from}`
  return undefined
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
