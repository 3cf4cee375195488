/**
 * m-separation (Richardson 2003) in a mutilated graph, on sets of bits: what the rules of do-calculus ask.
 *
 * A walk is open at a collider when it has a descendant in `given`, at any other node when it is not in `given`. Each node
 * is visited at most twice, once per mark with which the walk arrives.
 */
import type { Admg } from './admg.ts'
import { difference, hasNode, membersOf, type NodeSet } from './nodeSet.ts'

export type Separation = {
  readonly x: NodeSet
  readonly y: NodeSet
  readonly given: NodeSet
  /** No edge has an arrow at these (a bar over them). */
  readonly withoutIncoming?: NodeSet
  /** No edge leaves these (a bar under them). */
  readonly withoutOutgoing?: NodeSet
}

export function isSeparatedIn(admg: Admg, { x, y, given, withoutIncoming, withoutOutgoing }: Separation): boolean {
  const nothing = admg.none
  const barred = withoutIncoming ?? nothing
  const silent = withoutOutgoing ?? nothing
  const parents = (node: number) => (hasNode(barred, node) ? nothing : difference(admg.parents[node]!, silent))
  const children = (node: number) => (hasNode(silent, node) ? nothing : difference(admg.children[node]!, barred))
  const spouses = (node: number) => (hasNode(barred, node) ? nothing : difference(admg.spouses[node]!, barred))
  const opened = given.slice()
  for (let i = admg.order.length - 1; i >= 0; i--) {
    const node = admg.order[i]!
    if (!hasNode(opened, node)) continue
    const above = parents(node)
    for (let w = 0; w < opened.length; w++) opened[w]! |= above[w]!
  }
  const byArrow = nothing.slice()
  const byTail = x.slice()
  const waiting: [number, 'arrow' | 'tail'][] = membersOf(x).map((node) => [node, 'tail'])
  const arrive = (targets: NodeSet, mark: 'arrow' | 'tail') => {
    const seen = mark === 'arrow' ? byArrow : byTail
    for (const node of membersOf(difference(targets, seen))) {
      seen[node >>> 5]! |= 1 << (node & 31)
      waiting.push([node, mark])
    }
  }
  while (waiting.length > 0) {
    const [node, mark] = waiting.pop()!
    const starts = hasNode(x, node)
    if (hasNode(y, node) && !starts) return false
    const passes = starts || !hasNode(given, node)
    if (passes) arrive(children(node), 'arrow')
    if (mark === 'tail' ? passes : hasNode(opened, node)) {
      arrive(parents(node), 'tail')
      arrive(spouses(node), 'arrow')
    }
  }
  return true
}
