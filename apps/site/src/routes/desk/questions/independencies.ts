/** The conditional independencies that the graph implies: what data could speak against it. */
import { type Graph, type Independence, impliedIndependencies } from '@causerie/scm'
import type { Limits } from './kinds.ts'

export type DeskIndependencies = { independencies: Independence[]; complete: boolean }

export function askIndependencies(
  graph: Graph,
  { independencies: limit }: Pick<Limits, 'independencies'>,
): DeskIndependencies {
  const found = impliedIndependencies(graph, { limit: limit + 1 })
  return { independencies: found.slice(0, limit), complete: found.length <= limit }
}
