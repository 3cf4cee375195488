/**
 * Greedy search over DAGs by adding, removing and turning one edge at a time (Heckerman, Geiger & Chickering 1995), with the
 * scores of discrete networks: K2 (Cooper & Herskovits 1992) and BIC (Schwarz 1978).
 */
import { ScmError } from '../errors.ts'
import { createGraph, directed, type Graph } from '../graph/graph.ts'
import { isDiscrete, requireVariables, type Variables } from '../independence/variable.ts'
import { logGamma } from '../statistics/specialFunctions.ts'

export type HillClimbOptions = {
  score?: 'k2' | 'bic'
  /** Parents of one node, at most; 4 unless given. */
  mostParents?: number
  signal?: AbortSignal
}

export type HillClimbResult = { graph: Graph; score: number; steps: number }

/** A local optimum, the same for the same table. Throws `independence/kind` for columns of numbers. */
export function hillClimb(
  variables: Variables,
  { score = 'k2', mostParents = 4, signal }: HillClimbOptions = {},
): HillClimbResult {
  const n = requireVariables(variables)
  const names = Object.keys(variables)
  const local = remembering((node, parents) => localScore(variables, names, node, parents, n, score))
  const parents = names.map(() => new Set<number>())
  let steps = 0
  for (;;) {
    signal?.throwIfAborted()
    const move = bestMove(parents, local, mostParents)
    if (!move) break
    for (const [node, set] of move.changes) parents[node] = new Set(set)
    steps++
  }
  const edges = parents.flatMap((set, node) => [...set].map((parent) => directed(names[parent]!, names[node]!)))
  const total = parents.reduce((sum, set, node) => sum + local(node, [...set]), 0)
  return { graph: createGraph({ kind: 'dag', nodes: names, edges }), score: total, steps }
}

type Local = (node: number, parents: readonly number[]) => number
type Move = { gain: number; changes: [number, number[]][] }

function remembering(score: Local): Local {
  const known = new Map<string, number>()
  return (node, parents) => {
    const key = `${node}:${[...parents].sort((a, b) => a - b).join()}`
    const before = known.get(key)
    if (before !== undefined) return before
    const value = score(node, parents)
    known.set(key, value)
    return value
  }
}

function bestMove(parents: readonly Set<number>[], local: Local, mostParents: number): Move | undefined {
  let best: Move | undefined
  const consider = (changes: [number, number[]][]) => {
    const gain = changes.reduce((sum, [node, set]) => sum + local(node, set) - local(node, [...parents[node]!]), 0)
    if (gain > 1e-9 && (best === undefined || gain > best.gain + 1e-9)) best = { gain, changes }
  }
  for (const [to, set] of parents.entries())
    for (const from of parents.keys()) {
      if (from === to) continue
      if (set.has(from)) {
        const rest = [...set].filter((each) => each !== from)
        consider([[to, rest]])
        if (parents[from]!.size < mostParents && !reaches(parents, from, to, [from, to]))
          consider([
            [to, rest],
            [from, [...parents[from]!, to]],
          ])
      } else if (!parents[from]!.has(to) && set.size < mostParents && !reaches(parents, to, from))
        consider([[to, [...set, from]]])
    }
  return best
}

/** Whether a directed path leads from a to b, apart from the one edge `without` = [from, to]. */
function reaches(
  parents: readonly Set<number>[],
  a: number,
  b: number,
  without?: readonly [number, number] | number[],
): boolean {
  const seen = new Set([b])
  const waiting = [b]
  while (waiting.length > 0) {
    const node = waiting.pop()!
    for (const parent of parents[node]!) {
      if (without && parent === without[0] && node === without[1]) continue
      if (parent === a) return true
      if (seen.has(parent)) continue
      seen.add(parent)
      waiting.push(parent)
    }
  }
  return false
}

function localScore(
  variables: Variables,
  names: readonly string[],
  node: number,
  parents: readonly number[],
  n: number,
  score: 'k2' | 'bic',
): number {
  const own = codesOf(names[node]!, variables)
  const given = parents.map((parent) => codesOf(names[parent]!, variables))
  const counts = new Map<number, Float64Array>()
  for (let i = 0; i < n; i++) {
    let setting = 0
    for (const { levels, codes } of given) setting = setting * levels + codes[i]!
    const row = counts.get(setting) ?? new Float64Array(own.levels)
    row[own.codes[i]!]!++
    counts.set(setting, row)
  }
  let sum = 0
  for (const row of counts.values()) {
    const total = row.reduce((a, b) => a + b, 0)
    if (score === 'k2') {
      sum += logGamma(own.levels) - logGamma(total + own.levels)
      for (const count of row) sum += logGamma(count + 1)
    } else for (const count of row) if (count > 0) sum += count * Math.log(count / total)
  }
  if (score === 'k2') return sum
  const settings = given.reduce((product, { levels }) => product * levels, 1)
  return sum - (Math.log(n) / 2) * settings * (own.levels - 1)
}

function codesOf(name: string, variables: Variables) {
  const variable = variables[name]!
  if (isDiscrete(variable)) return variable
  throw new ScmError('independence/kind', `“${name}” holds numbers; this search is over tables of levels.`, {
    hint: 'Bin the numbers first, or use pc or directLingam.',
  })
}
