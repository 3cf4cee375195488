/**
 * DirectLiNGAM (Shimizu et al. 2011): the causal order of a linear model with non-normal noise, by taking the most exogenous
 * variable, removing what it explains, and repeating. Exogeneity by the likelihood ratios of pairs with Hyvärinen's
 * approximation of entropy (Hyvärinen & Smith 2013, §3): M(i) = −Σⱼ min(0, Rᵢⱼ)².
 *
 * Departs from the paper: weights are pruned by backward elimination under BIC, where the paper uses the adaptive lasso.
 */
import { ScmError } from '../errors.ts'
import { createGraph, directed, type Graph } from '../graph/graph.ts'
import { isDiscrete, requireVariables, type Variables } from '../independence/variable.ts'
import { type Matrix, matrix } from '../linear-algebra/index.ts'
import { leastSquares } from '../numerics/leastSquares.ts'

export type DirectLingamResult = {
  graph: Graph
  /** Causes first. */
  order: readonly string[]
  /** [names, names]: entry (i, j) is the weight of names[j] → names[i]; 0 where there is no edge. */
  weights: Matrix
  names: readonly string[]
}

/** Throws `independence/kind` for columns with levels, `discovery/constant`, `discovery/rows` with no more rows than columns. */
export function directLingam(variables: Variables, { prune = true }: { prune?: boolean } = {}): DirectLingamResult {
  const n = requireVariables(variables)
  const names = Object.keys(variables)
  const columns = names.map((name) => numbers(name, variables))
  if (n <= names.length + 1)
    throw new ScmError('discovery/rows', `${n} rows are too few for ${names.length} columns.`, {
      hint: 'There must be more rows than columns.',
    })
  const order = causalOrder(columns.map(standardised))
  const weights = matrix(names.length, names.length)
  for (const [at, effect] of order.entries())
    for (const { cause, weight } of regression(columns, effect, order.slice(0, at), prune))
      weights.values[effect * names.length + cause] = weight
  const edges = names.flatMap((from, j) =>
    names.flatMap((to, i) => (weights.values[i * names.length + j] === 0 ? [] : [directed(from, to)])),
  )
  return {
    graph: createGraph({ kind: 'dag', nodes: names, edges }),
    order: order.map((i) => names[i]!),
    weights,
    names,
  }
}

function numbers(name: string, variables: Variables): Float64Array {
  const column = variables[name]!
  if (isDiscrete(column))
    throw new ScmError('independence/kind', `“${name}” has levels; DirectLiNGAM is for numbers.`, {
      hint: 'Use pc with gTest or mixedLikelihoodRatio.',
    })
  if (column.every((value) => value === column[0]))
    throw new ScmError('discovery/constant', `The column “${name}” is constant.`, { hint: 'Leave it out.' })
  return column
}

function causalOrder(columns: Float64Array[]): number[] {
  const left = new Set(columns.keys())
  const current = [...columns]
  const order: number[] = []
  while (left.size > 1) {
    const candidates = [...left]
    const entropies = new Map(candidates.map((i) => [i, entropy(current[i]!)]))
    const scores = candidates.map((i) => {
      let sum = 0
      for (const j of candidates) {
        if (i === j) continue
        const [a, b] = [current[i]!, current[j]!]
        // R = H(b) + H(a | b) − H(a) − H(b | a), positive where a → b is the likelier
        const ratio = entropies.get(j)! + entropy(residual(a, b)) - entropies.get(i)! - entropy(residual(b, a))
        sum += Math.min(0, ratio) ** 2
      }
      return sum
    })
    const first = candidates[scores.indexOf(Math.min(...scores))]!
    order.push(first)
    left.delete(first)
    for (const other of left) current[other] = residual(current[other]!, current[first]!)
  }
  return [...order, ...left]
}

/** y less what x explains, standardised; both are standardised. Zeros where nothing is left. */
function residual(y: Float64Array, x: Float64Array): Float64Array {
  let product = 0
  for (let i = 0; i < y.length; i++) product += x[i]! * y[i]!
  const slope = product / y.length
  return standardised(y.map((value, i) => value - slope * x[i]!))
}

function standardised(column: Float64Array): Float64Array {
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length
  const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length
  const scale = variance > 1e-24 ? 1 / Math.sqrt(variance) : 0
  return column.map((value) => (value - mean) * scale)
}

/** Differential entropy of a standardised variable, by its maximum-entropy approximation (Hyvärinen 1998, eq. 21). */
function entropy(u: Float64Array): number {
  let logCosh = 0
  let odd = 0
  for (const value of u) {
    const size = Math.abs(value)
    logCosh += size + Math.log1p(Math.exp(-2 * size)) - Math.LN2
    odd += value * Math.exp((-value * value) / 2)
  }
  const n = u.length
  return (1 + Math.log(2 * Math.PI)) / 2 - 79.047 * (logCosh / n - 0.37457) ** 2 - 7.4129 * (odd / n) ** 2
}

/** Weights of the causes that BIC keeps, worst dropped first. */
function regression(columns: readonly Float64Array[], effect: number, causes: readonly number[], prune: boolean) {
  const y = columns[effect]!
  const n = y.length
  const constant = new Float64Array(n).fill(1)
  const fit = (chosen: readonly number[]) => {
    const found = leastSquares([constant, ...chosen.map((cause) => columns[cause]!)], y)
    if (found.rank === 'deficient') return undefined
    return {
      chosen,
      coefficients: found.coefficients,
      bic: n * Math.log(Math.max(found.residualSum, 1e-300) / n) + chosen.length * Math.log(n),
    }
  }
  let kept: readonly number[] = causes
  let best = fit(kept)
  while (best === undefined && kept.length > 0) {
    kept = kept.slice(0, -1) // a linear function of the causes before it
    best = fit(kept)
  }
  while (prune && kept.length > 0) {
    const without = kept
      .map((cause) => fit(kept.filter((other) => other !== cause)))
      .filter((each) => each !== undefined)
    const better = without.reduce((a, b) => (b.bic < a.bic ? b : a), best!)
    if (better === best) break
    best = better
    kept = better.chosen
  }
  return kept.map((cause, at) => ({ cause, weight: best!.coefficients[at + 1]! }))
}
