/**
 * The multivariate algorithm. Stage 1 peels sinks off: v joins a level when X_{v;1} ⫫ X_{k;2} | {X_{m;1} : m ∈ R∖v} for every
 * other k of the remaining set R. A variable with a child fails, as the child's first row is a collider of its own parameter.
 * Stage 2 finds edges between levels from the first row alone, nearest levels first.
 */
import { createGraph, directed, type Graph } from '@causerie/scm'
import { type IndependenceTest, remembered, type TestResult } from '@causerie/scm/independence'
import { inRow } from './rows.ts'

export type StructureOptions = {
  alpha: number
  /** Off: as released, where the set of co-parents is computed and lost. */
  coParents?: boolean
}

export type AskedTest = { stage: 1 | 2; x: string; y: string; given: readonly string[]; result: TestResult }

export type Structure = {
  graph: Graph
  /** Sinks first, roots last. */
  levels: readonly (readonly string[])[]
  /** Variables that no test called a sink and that were put in a level all the same. */
  uncertain: readonly string[]
  tests: readonly AskedTest[]
}

export function structureOf(
  test: IndependenceTest,
  variables: readonly string[],
  { alpha, coParents = true }: StructureOptions,
): Structure {
  const first = remembered(test)
  const { levels, uncertain } = peelSinks(first, variables, alpha)
  const second = remembered(test)
  const edges = edgesBetween(second, levels, alpha, coParents)
  const asked = (stage: 1 | 2, list: (typeof first)['asked']) => list.map((each) => ({ stage, ...each }))
  return {
    graph: createGraph({ kind: 'dag', nodes: [...variables], edges: edges.map(([from, to]) => directed(from, to)) }),
    levels,
    uncertain,
    tests: [...asked(1, first.asked), ...asked(2, second.asked)],
  }
}

/** Stage 1. Where no variable passes, the one with the largest least p-value is taken, and said to be uncertain. */
function peelSinks(test: IndependenceTest, variables: readonly string[], alpha: number) {
  const levels: string[][] = []
  const uncertain: string[] = []
  let remaining = [...variables]
  while (remaining.length > 0) {
    const least = remaining.map((v) =>
      leastP(
        test,
        v,
        remaining.filter((k) => k !== v),
      ),
    )
    let sinks = remaining.filter((_, at) => least[at]! >= alpha)
    if (sinks.length === 0) {
      sinks = [remaining[least.indexOf(Math.max(...least))]!]
      uncertain.push(...sinks)
    }
    levels.push(sinks)
    remaining = remaining.filter((v) => !sinks.includes(v))
  }
  return { levels, uncertain }
}

/** 1 for a variable that is alone: it joins without a test. */
function leastP(test: IndependenceTest, v: string, others: readonly string[]): number {
  const given = others.map((m) => inRow(m, 1))
  return Math.min(1, ...others.map((k) => test.test(inRow(v, 1), inRow(k, 2), given).pValue))
}

/** Stage 2; levels are numbered from 0 here, from 1 in the paper. */
function edgesBetween(
  test: IndependenceTest,
  levels: readonly (readonly string[])[],
  alpha: number,
  coParents: boolean,
): [string, string][] {
  const edges: [string, string][] = []
  const isEdge = (from: string, to: string) => edges.some(([a, b]) => a === from && b === to)
  const levelOf = new Map(levels.flatMap((level, at) => level.map((v) => [v, at] as const)))
  for (let distance = 1; distance < levels.length; distance++)
    for (let n = distance; n < levels.length; n++) {
      const above = levels.slice(n + 1).flat()
      for (const j of levels[n]!)
        for (const k of levels[n - distance]!) {
          const given = new Set(above)
          if (distance >= 2) {
            if (coParents)
              for (const other of levels[n]!) if (other !== j && shareChild(edges, other, j)) given.add(other)
            for (const [parent, child] of edges)
              if (child === k && levelOf.get(parent)! < n && levelOf.get(parent)! > n - distance) given.add(parent)
          }
          const { pValue } = test.test(
            inRow(j, 1),
            inRow(k, 1),
            [...given].map((v) => inRow(v, 1)),
          )
          if (pValue <= alpha && !isEdge(j, k)) edges.push([j, k])
        }
    }
  return edges
}

function shareChild(edges: readonly [string, string][], a: string, b: string): boolean {
  return edges.some(([from, child]) => from === a && edges.some(([other, same]) => other === b && same === child))
}

/** (|Ê∖E| + |E∖Ê|) / (|Ê| + |E|), the paper's score; 1 when nothing was found. */
export function normalisedDistance(truth: Graph, found: Graph): number {
  const key = ({ from, to }: { from: string; to: string }) => `${from} → ${to}`
  const [a, b] = [new Set(truth.edges.map(key)), new Set(found.edges.map(key))]
  if (b.size === 0) return 1
  return a.symmetricDifference(b).size / (a.size + b.size)
}
