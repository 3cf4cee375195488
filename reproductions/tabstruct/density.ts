/** The conventional axes: shape and trend, α-precision, β-recall and authenticity, and distance to the closest record. */
import type { Random } from '@causerie/lab'
import { isDiscrete, type Variable, type Variables } from '@causerie/scm/independence'
import { ksTwoSampleTest, pearson, quantile } from '@causerie/scm/statistics'
import { pointsOf, rowsIn, squaredDistance } from './rows.ts'

/** Mean over columns of 1 − Kolmogorov–Smirnov distance (numbers) or 1 − total variation (levels). */
export function shape(real: Variables, synthetic: Variables): number {
  const scores = Object.keys(real).map((name) => {
    const [a, b] = [real[name]!, synthetic[name]!]
    return isDiscrete(a)
      ? 1 - totalVariation(shares(a), shares(b as typeof a))
      : 1 - ksTwoSampleTest(a, b as Float64Array).statistic
  })
  return average(scores)
}

/** Mean over pairs of 1 − ½|ρ − ρ′| (numbers) or of contingency similarity (otherwise, numbers in ten bins of the real ones). */
export function trend(real: Variables, synthetic: Variables): number {
  const names = Object.keys(real)
  const scores = names.flatMap((x, i) =>
    names.slice(i + 1).map((y) => {
      const [a, b, c, d] = [real[x]!, real[y]!, synthetic[x]!, synthetic[y]!]
      if (!isDiscrete(a) && !isDiscrete(b))
        return 1 - Math.abs(correlationOf(a, b) - correlationOf(c as Float64Array, d as Float64Array)) / 2
      return 1 - totalVariation(jointShares(a, b, a, b), jointShares(c, d, a, b))
    }),
  )
  return average(scores)
}

/** 0 for a constant column. */
function correlationOf(x: Float64Array, y: Float64Array): number {
  const isConstant = (column: Float64Array) => column.every((value) => value === column[0])
  return isConstant(x) || isConstant(y) ? 0 : pearson(x, y).estimate
}

function shares({ levels, codes }: Exclude<Variable, Float64Array>): Float64Array {
  const counts = new Float64Array(levels)
  for (const code of codes) counts[code]! += 1 / codes.length
  return counts
}

/** Of x and y, numbers binned by the deciles of their real counterparts. */
function jointShares(x: Variable, y: Variable, realX: Variable, realY: Variable): Float64Array {
  const [a, b] = [binned(x, realX), binned(y, realY)]
  const counts = new Float64Array(a.levels * b.levels)
  for (let i = 0; i < a.codes.length; i++) counts[a.codes[i]! * b.levels + b.codes[i]!]! += 1 / a.codes.length
  return counts
}

function binned(variable: Variable, real: Variable): Exclude<Variable, Float64Array> {
  if (isDiscrete(variable)) return variable
  const cuts = Array.from({ length: 9 }, (_, i) => quantile(real as Float64Array, (i + 1) / 10))
  return { levels: 10, codes: Int32Array.from(variable, (value) => cuts.filter((cut) => value > cut).length) }
}

function totalVariation(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, share, at) => sum + Math.abs(share - b[at]!), 0) / 2
}

export type Coverage = { alphaPrecision: number; betaRecall: number; authenticity: number }

/** Alaa et al. (2022): min–max scaling, 30 quantile levels, Euclidean nearest neighbours. */
export function coverage(real: Variables, synthetic: Variables): Coverage {
  const [points, made] = [pointsOf(real, real, 'min-max'), pointsOf(synthetic, real, 'min-max')]
  const levels = Array.from({ length: 30 }, (_, i) => i / 29)
  const fromReal = distancesTo(centreOf(points))
  const fromMade = distancesTo(centreOf(made))
  const radii = quantiles(points.map(fromReal), levels)
  const madeOut = made.map(fromReal)
  const own = points.map((point, at) => nearest(point, points, at).distance)
  const closest = points.map((point) => nearest(point, made))
  const closestOut = closest.map(({ at }) => fromMade(made[at]!))
  const closestRadii = quantiles(closestOut, levels)
  const precision = radii.map((radius) => average(madeOut.map((distance) => Number(distance <= radius))))
  const recall = closestRadii.map((radius) =>
    average(closest.map(({ distance }, i) => Number(distance <= own[i]! && closestOut[i]! <= radius))),
  )
  const nearness = made.map((point) => nearest(point, points))
  const total = levels.reduce((sum, level) => sum + level, 0)
  const score = (curve: readonly number[]) =>
    1 - curve.reduce((sum, value, k) => sum + Math.abs(value - levels[k]!), 0) / total
  return {
    alphaPrecision: score(precision),
    betaRecall: score(recall),
    authenticity: average(nearness.map(({ at, distance }) => Number(distance > own[at]!))),
  }
}

/** Baseline protection: median distance from a synthetic row to the closest real one, over that of rows drawn uniformly; 1 at most. */
export function privacy(real: Variables, synthetic: Variables, random: Random): number {
  const [points, made] = [pointsOf(real, real, 'min-max'), pointsOf(synthetic, real, 'min-max')]
  const uniform = pointsOf(uniformTable(real, rowsIn(synthetic), random), real, 'min-max')
  const median = (rows: readonly Float64Array[]) =>
    quantile(
      rows.map((row) => nearest(row, points).distance),
      0.5,
    )
  const chance = median(uniform)
  return chance === 0 ? 0 : Math.min(1, median(made) / chance)
}

function uniformTable(real: Variables, rows: number, random: Random): Variables {
  const drawn = (variable: Variable): Variable => {
    if (isDiscrete(variable))
      return {
        levels: variable.levels,
        codes: Int32Array.from({ length: rows }, () => Math.floor(random() * variable.levels)),
      }
    const [low, high] = [quantile(variable, 0), quantile(variable, 1)]
    return Float64Array.from({ length: rows }, () => low + (high - low) * random())
  }
  return Object.fromEntries(Object.entries(real).map(([name, variable]) => [name, drawn(variable)]))
}

function centreOf(points: readonly Float64Array[]): Float64Array {
  return points[0]!.map((_, j) => average(points.map((point) => point[j]!)))
}

function distancesTo(centre: Float64Array): (point: Float64Array) => number {
  return (point) => Math.sqrt(squaredDistance(point, centre))
}

function nearest(point: Float64Array, among: readonly Float64Array[], without = -1): { at: number; distance: number } {
  let [at, least] = [-1, Number.POSITIVE_INFINITY]
  for (let i = 0; i < among.length; i++) {
    if (i === without) continue
    const distance = squaredDistance(point, among[i]!)
    if (distance < least) [at, least] = [i, distance]
  }
  return { at, distance: Math.sqrt(least) }
}

function quantiles(values: number[], levels: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort()
  return levels.map((level) => {
    const at = level * (sorted.length - 1)
    const low = Math.floor(at)
    return sorted[low]! + (at - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!)
  })
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
