/** Sets of nodes as callers name them: one name or several. */
import { ScmError } from '../errors.ts'
import { type Graph, nodeIndex } from './graph.ts'

export type Names = string | readonly string[]

export function namesOf(names: Names | undefined): readonly string[] {
  return names === undefined ? [] : typeof names === 'string' ? [names] : names
}

/** Node numbers, each once, ascending. Throws `graph/unknown-node`. */
export function indicesOf(graph: Pick<Graph, 'index'>, names: Names | undefined): number[] {
  const given = namesOf(names)
  if (given.length === 1) return [nodeIndex(graph, given[0]!)]
  return [...new Set(given.map((name) => nodeIndex(graph, name)))].sort((a, b) => a - b)
}

/** The names of a set of node numbers, in the graph's order. */
export function namesIn(graph: Pick<Graph, 'nodes'>, mask: Uint8Array): string[] {
  return graph.nodes.filter((_, node) => mask[node] === 1)
}

/** [nodes]: 1 for the members. */
export function maskOf(graph: Pick<Graph, 'nodes'>, members: Iterable<number>): Uint8Array {
  const mask = new Uint8Array(graph.nodes.length)
  for (const node of members) mask[node] = 1
  return mask
}

/** Throws `graph/overlap` when a node stands on both sides. */
export function requireDisjoint(graph: Pick<Graph, 'nodes'>, sides: Record<string, readonly number[]>): void {
  const seen = new Map<number, string>()
  for (const [side, members] of Object.entries(sides))
    for (const node of members) {
      const before = seen.get(node)
      if (before !== undefined && before !== side)
        throw new ScmError('graph/overlap', `“${graph.nodes[node]}” is both ${before} and ${side}.`, {
          hint: 'Name it on one side only.',
          details: { node: graph.nodes[node], sides: [before, side] },
        })
      seen.set(node, side)
    }
}

/** Names in the order of a dictionary that does not depend on the reader's locale. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
