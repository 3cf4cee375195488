/** Minimal adjustment sets: all of random DAGs, and of k parallel confounding paths, where their number is the work. */
import { adjustmentSets, eachAdjustmentSet, formatGraph, type Graph, parseGraph } from '../../packages/scm/src/index.ts'
import { secondsOf } from '../measuring/cpuTime.ts'
import { table } from '../measuring/measure.ts'
import type { Dagitty } from '../peers/dagitty.ts'
import { confoundingPaths, randomEffects } from './graphs.ts'
import { separationTask } from './separation.ts'

const workloads: [string, () => Graph[]][] = [
  ['30 DAGs, 20 nodes, degree 3', () => randomEffects(20, 3)],
  ['30 DAGs, 50 nodes, degree 3', () => randomEffects(50, 3)],
  ['30 DAGs, 20 nodes, degree 5', () => randomEffects(20, 5)],
  ['30 DAGs, 50 nodes, degree 4', () => randomEffects(50, 4)],
  ['4 paths × 4 nodes, all sets', () => [confoundingPaths(4, 4)]],
  ['3 paths × 16 nodes, 1,000 sets', () => [confoundingPaths(3, 16)]],
  ['8 paths × 6 nodes, 1,000 sets', () => [confoundingPaths(8, 6)]],
]

const limit = 1000

/** Prints the table. Throws when dagitty lists another number of sets than we do. */
export function measureAdjustment({ dagitty }: { dagitty?: Dagitty }): void {
  console.log(`${table(workloads.map(([what, make]) => measure(what, make(), dagitty)))}\n`)
  const big = confoundingPaths(30, 5)
  const first = secondsOf(() => void eachAdjustmentSet(big).next())
  console.log(`First of 5³⁰ sets (30 paths × 5 nodes): ${(first * 1000).toFixed(2)} ms`)
  const text = formatGraph(separationTask(5000, 1, 3).graph)
  const parsing = secondsOf(() => void parseGraph(text))
  console.log(`Parsing the dagitty text of 5,000 nodes and 7,500 edges: ${(parsing * 1000).toFixed(1)} ms\n`)
}

function measure(what: string, graphs: Graph[], dagitty: Dagitty | undefined) {
  const count = () => graphs.reduce((sum, graph) => sum + adjustmentSets(graph, { limit }).sets.length, 0)
  const ours = secondsOf(count)
  const row: Record<string, string | number> = {
    'minimal adjustment sets': what,
    sets: count(),
    'ours ms': ours * 1000,
  }
  if (dagitty) {
    const theirs = secondsOfDagitty(dagitty, graphs, count(), what)
    row['dagitty ms'] = theirs * 1000
    row['× dagitty'] = theirs / ours
  }
  return row
}

/** dagitty may write into the graph that it is asked about: each run gets its own, parsed before the clock starts. */
function secondsOfDagitty(dagitty: Dagitty, graphs: Graph[], expected: number, what: string): number {
  const texts = graphs.map((graph) => formatGraph(graph))
  let parsed: unknown[] = []
  const prepare = () => {
    parsed = texts.map((text) => dagitty.GraphParser.parseGuess(text))
  }
  const list = () =>
    parsed.reduce(
      (sum: number, graph) => sum + dagitty.GraphAnalyzer.listMsasTotalEffect(graph, [], [], limit).length,
      0,
    )
  prepare()
  const theirs = list()
  if (theirs !== expected) throw new Error(`${what}: dagitty lists ${theirs} sets, we ${expected}`)
  return secondsOf(list, 1, prepare)
}
