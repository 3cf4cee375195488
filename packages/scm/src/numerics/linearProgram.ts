/**
 * Small linear programs: minimise c·x subject to A x = b, x ≥ 0, by the two-phase simplex method on a dense tableau.
 * Bland's rule (1977) takes the first column and, among ties, the first row, so that it cannot cycle.
 */
import { ScmError } from '../errors.ts'

export type LinearProgram = {
  readonly objective: ArrayLike<number>
  readonly rows: readonly { readonly coefficients: ArrayLike<number>; readonly value: number }[]
}

export type LinearSolution =
  | { feasible: true; minimum: number; x: Float64Array }
  | { feasible: false; violation: number }

const tolerance = 1e-9
const mostPivots = 100_000

/**
 * `violation` of an infeasible program is the least total amount by which its rows must be missed. Throws
 * `program/unbounded` when the objective has no minimum.
 */
export function minimise(
  { objective, rows }: LinearProgram,
  { slack = 1e-7 }: { slack?: number } = {},
): LinearSolution {
  const n = objective.length
  const m = rows.length
  const width = n + m + 1 // the variables, an artificial one for each row, the value
  const tableau = rows.map(({ coefficients, value }, row) => {
    const sign = value < 0 ? -1 : 1
    const line = new Float64Array(width)
    for (let j = 0; j < n; j++) line[j] = sign * coefficients[j]!
    line[n + row] = 1
    line[width - 1] = sign * value
    return line
  })
  const basis = rows.map((_, row) => n + row)

  const missed = Float64Array.from({ length: width }, (_, j) => (j >= n && j < n + m ? 1 : 0))
  reduceCosts(missed, tableau, basis)
  pivotToOptimum(missed, tableau, basis, n + m)
  const violation = -missed[width - 1]!
  if (violation > slack) return { feasible: false, violation }
  driveOut(tableau, basis, n)

  const costs = new Float64Array(width)
  costs.set(Float64Array.from(objective))
  reduceCosts(costs, tableau, basis)
  pivotToOptimum(costs, tableau, basis, n)
  const x = new Float64Array(n)
  for (const [row, column] of basis.entries()) if (column < n) x[column] = Math.max(0, tableau[row]![width - 1]!)
  return { feasible: true, minimum: x.reduce((sum, value, j) => sum + value * objective[j]!, 0), x }
}

/** Makes the costs of the basic columns zero. */
function reduceCosts(costs: Float64Array, tableau: readonly Float64Array[], basis: readonly number[]): void {
  for (const [row, column] of basis.entries()) addRow(costs, tableau[row]!, -costs[column]!)
}

function pivotToOptimum(costs: Float64Array, tableau: readonly Float64Array[], basis: number[], columns: number): void {
  for (let pivots = 0; pivots < mostPivots; pivots++) {
    let entering = 0
    while (entering < columns && costs[entering]! >= -tolerance) entering++
    if (entering === columns) return
    const leaving = tightestRow(tableau, basis, entering)
    if (leaving < 0)
      throw new ScmError('program/unbounded', 'The linear program has no minimum: its objective falls without end.')
    pivot(costs, tableau, basis, leaving, entering)
  }
  throw new ScmError('program/pivots', `The linear program did not end in ${mostPivots} steps.`)
}

function tightestRow(tableau: readonly Float64Array[], basis: readonly number[], entering: number): number {
  let best = -1
  let least = Infinity
  for (const [row, line] of tableau.entries()) {
    if (line[entering]! <= tolerance) continue
    const ratio = line.at(-1)! / line[entering]!
    const ties = Math.abs(ratio - least) <= tolerance
    if (ratio < least - tolerance || (ties && basis[row]! < basis[best]!)) {
      best = row
      least = Math.min(least, ratio)
    }
  }
  return best
}

function pivot(
  costs: Float64Array,
  tableau: readonly Float64Array[],
  basis: number[],
  row: number,
  column: number,
): void {
  const line = tableau[row]!
  const by = line[column]!
  for (let j = 0; j < line.length; j++) line[j]! /= by
  for (const [other, target] of tableau.entries()) if (other !== row) addRow(target, line, -target[column]!)
  addRow(costs, line, -costs[column]!)
  basis[row] = column
}

function addRow(target: Float64Array, line: Float64Array, factor: number): void {
  if (factor !== 0) for (let j = 0; j < target.length; j++) target[j]! += factor * line[j]!
}

/** Takes artificial variables out of the basis; a row where that cannot be done says nothing and is zeroed. */
function driveOut(tableau: readonly Float64Array[], basis: number[], n: number): void {
  const ignored = new Float64Array(tableau[0]?.length ?? 0)
  for (const [row, line] of tableau.entries()) {
    if (basis[row]! < n) continue
    const column = line.subarray(0, n).findIndex((value) => Math.abs(value) > tolerance)
    if (column >= 0) pivot(ignored, tableau, basis, row, column)
    else line.fill(0)
  }
}
