/**
 * The PC algorithm (Spirtes, Glymour & Scheines 2000, §5.4.2), stable in the order of the columns (Colombo & Maathuis 2014).
 *
 *   skeleton   from the complete graph: for ℓ = 0, 1, …, an edge x — y goes when x ⫫ y given some ℓ neighbours of x or of y,
 *              neighbours as they were when ℓ began
 *   colliders  x → z ← y for each x — z — y without x — y whose separating set leaves out z
 *   the rest   Meek's rules
 *
 * Finite samples can ask for x → z and z → x at once: colliders are taken by the p-value of their separation, surest first,
 * and what contradicts one already there is left out and reported.
 */
import { graphOf, isAdjacent, isArc, markTable, setArc } from '../equivalence/markTable.ts'
import { closeByMeek } from '../equivalence/meekRules.ts'
import { createGraph, type Graph, undirected } from '../graph/graph.ts'
import type { IndependenceTest, TestResult } from '../independence/variable.ts'

export type PcOptions = {
  /** An independence is believed when p > alpha; 0.05 unless given. */
  alpha?: number
  /** Sets larger than this are not conditioned on. */
  mostGiven?: number
  /** Whether a result that calls itself unreliable may remove an edge; not unless given. */
  believeUnreliable?: boolean
  signal?: AbortSignal
}

export type PcResult = {
  /** A CPDAG, unless `conflicts` has entries: then it may stand for no DAG. */
  graph: Graph
  /** For each pair without an edge, what separated it. */
  separations: readonly Separation[]
  /** Colliders that were asked for and not made, as sentences. */
  conflicts: readonly string[]
  tests: number
  /** Tests whose result called itself unreliable. */
  unreliable: number
}

export type Separation = { x: string; y: string; given: readonly string[]; result: TestResult }

export function pc(
  test: IndependenceTest,
  { alpha = 0.05, mostGiven = Number.POSITIVE_INFINITY, believeUnreliable = false, signal }: PcOptions = {},
): PcResult {
  const names = test.variables
  const adjacent = names.map((_, i) => new Set(names.keys().filter((j) => j !== i)))
  const separations = new Map<string, Separation>()
  let tests = 0
  let unreliable = 0
  const separates = (i: number, j: number, given: readonly number[]): boolean => {
    signal?.throwIfAborted()
    const [x, y] = [names[i]!, names[j]!]
    const set = given.map((k) => names[k]!)
    const result = test.test(x, y, set)
    tests++
    if (!result.reliable) unreliable++
    if (result.pValue <= alpha || !(result.reliable || believeUnreliable)) return false
    separations.set(pairKey(i, j), { x, y, given: set, result })
    return true
  }
  for (let level = 0; level <= mostGiven; level++) {
    const neighbours = adjacent.map((set) => [...set].sort((a, b) => a - b))
    if (!neighbours.some((list) => list.length > level)) break
    for (const [i, j] of pairs(names.length)) {
      if (!adjacent[i]!.has(j)) continue
      if (!someSet(neighbours, i, j, level, separates)) continue
      adjacent[i]!.delete(j)
      adjacent[j]!.delete(i)
    }
  }
  const edges = pairs(names.length)
    .filter(([i, j]) => adjacent[i]!.has(j))
    .map(([i, j]) => undirected(names[i]!, names[j]!))
  const skeleton = createGraph({ kind: 'cpdag', nodes: names, edges })
  const { graph, conflicts } = oriented(skeleton, separations)
  return { graph, separations: [...separations.values()], conflicts, tests, unreliable }
}

/** Every set of `level` neighbours of i without j, then of j without i, each once. */
function someSet(
  neighbours: readonly number[][],
  i: number,
  j: number,
  level: number,
  separates: (i: number, j: number, given: readonly number[]) => boolean,
): boolean {
  const own = neighbours[i]!.filter((k) => k !== j)
  const other = neighbours[j]!.filter((k) => k !== i)
  for (const given of subsets(own, level)) if (separates(i, j, given)) return true
  for (const given of subsets(other, level))
    if (!given.every((k) => own.includes(k)) && separates(i, j, given)) return true
  return false
}

function oriented(
  skeleton: Graph,
  separations: ReadonlyMap<string, Separation>,
): { graph: Graph; conflicts: string[] } {
  const { nodes } = skeleton
  const table = markTable(skeleton)
  const arcs: [number, number][] = []
  const conflicts: string[] = []
  for (const { i, j, k } of colliders(skeleton, separations)) {
    const against = [i, j].filter((end) => isArc(table, k, end))
    if (against.length > 0) {
      conflicts.push(
        `${nodes[i]} → ${nodes[k]} ← ${nodes[j]} contradicts ${against.map((end) => `${nodes[k]} → ${nodes[end]}`).join(' and ')}`,
      )
      continue
    }
    for (const end of [i, j]) {
      setArc(table, end, k)
      arcs.push([end, k])
    }
  }
  closeByMeek(table, arcs)
  return { graph: graphOf(table, skeleton, 'cpdag'), conflicts }
}

function colliders(skeleton: Graph, separations: ReadonlyMap<string, Separation>) {
  const table = markTable(skeleton)
  const { nodes } = skeleton
  const found = pairs(nodes.length).flatMap(([i, j]) => {
    if (isAdjacent(table, i, j)) return []
    const separation = separations.get(pairKey(i, j))!
    return table.neighbours[i]!.filter((k) => isAdjacent(table, j, k) && !separation.given.includes(nodes[k]!)).map(
      (k) => ({
        i,
        j,
        k,
        p: separation.result.pValue,
      }),
    )
  })
  return found.sort((a, b) => b.p - a.p)
}

function pairs(count: number): [number, number][] {
  const found: [number, number][] = []
  for (let i = 0; i < count; i++) for (let j = i + 1; j < count; j++) found.push([i, j])
  return found
}

function pairKey(i: number, j: number): string {
  return i < j ? `${i} ${j}` : `${j} ${i}`
}

function* subsets(items: readonly number[], size: number, from = 0): Generator<number[], void> {
  if (size === 0) yield []
  else
    for (let at = from; at <= items.length - size; at++)
      for (const rest of subsets(items, size - 1, at + 1)) yield [items[at]!, ...rest]
}
