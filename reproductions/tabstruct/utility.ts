/**
 * Utility: a column is predicted from all others by learners trained on the synthetic table and tested on real rows. Local is
 * the target's, global the mean over all columns of the ratio to training on real rows (1/RMSE of numbers, balanced accuracy
 * of levels). Learners: ridge regression and 10 nearest neighbours, where the released code has XGBoost, k-NN and TabPFN.
 */

import { isDiscrete, type Variable, type Variables } from '@causerie/scm/independence'
import { cholesky, choleskySolve, matrix } from '@causerie/scm/linear-algebra'
import { balancedAccuracy, rmse } from '@causerie/scm/statistics'
import { pointsOf, rowsIn, squaredDistance, takeRows } from './rows.ts'

export type Learner = 'ridge' | 'neighbours'

export type UtilityOptions = {
  learners?: readonly Learner[] /** Test rows looked at, at most; 400 unless given. */
  mostTest?: number
}

/** Higher is better: 1/RMSE or balanced accuracy, averaged over the learners. A column that never varied predicts at chance. */
export function columnUtility(
  train: Variables,
  test: Variables,
  target: string,
  { learners = ['ridge', 'neighbours'], mostTest = 400 }: UtilityOptions = {},
): number {
  const some =
    rowsIn(test) > mostTest
      ? takeRows(
          test,
          Int32Array.from({ length: mostTest }, (_, i) => i),
        )
      : test
  const { [target]: goal, ...features } = train
  const { [target]: truth, ...given } = some
  const [x, z] = [pointsOf(features, features, 'standard'), pointsOf(given, features, 'standard')]
  const scores = learners.map((learner) => (learner === 'ridge' ? ridge(x, goal!, z) : neighbours(x, goal!, z)))
  if (isDiscrete(truth!)) return mean(scores.map((scored) => balancedAccuracy(scored.map(largest), truth.codes)))
  return (
    1 /
    mean(
      scores.map((scored) =>
        Math.max(
          1e-12,
          rmse(
            scored.map((row) => row[0]!),
            truth!,
          ),
        ),
      ),
    )
  )
}

export type Utility = { column: string; ratio: number }

/** Of every column, against learners trained on the real rows. */
export function utilities(
  real: Variables,
  synthetic: Variables,
  test: Variables,
  options: UtilityOptions = {},
): Utility[] {
  return Object.keys(real).map((column) => ({
    column,
    ratio: columnUtility(synthetic, test, column, options) / columnUtility(real, test, column, options),
  }))
}

/** A row of predictions for each test row: one number, or a score for each level. */
type Predictions = Float64Array[]

/** Levels are predicted as indicators, each class with the same total weight; λ = 1 on standardised features. */
function ridge(x: readonly Float64Array[], goal: Variable, z: readonly Float64Array[]): Predictions {
  const width = (x[0]?.length ?? 0) + 1
  const { outputs, target, weight } = targetsOf(goal)
  const normal = new Float64Array(width * width)
  const right = new Float64Array(width * outputs)
  for (const [row, point] of x.entries()) {
    const w = weight(row)
    for (let i = 0; i < width; i++) {
      const left = w * (i === 0 ? 1 : point[i - 1]!)
      for (let j = 0; j <= i; j++) normal[i * width + j]! += left * (j === 0 ? 1 : point[j - 1]!)
      for (let k = 0; k < outputs; k++) right[i * outputs + k]! += left * target(row, k)
    }
  }
  for (let i = 1; i < width; i++) normal[i * width + i]! += 1
  for (let i = 0; i < width; i++) for (let j = i + 1; j < width; j++) normal[i * width + j] = normal[j * width + i]!
  const factor = cholesky(matrix(width, width, normal))
  if (!factor.definite) throw new Error(`ridge: the normal equations of ${x.length} rows are not positive definite`)
  const beta = choleskySolve(factor.lower, matrix(width, outputs, right)).values
  return z.map((point) =>
    Float64Array.from({ length: outputs }, (_, k) => {
      let sum = beta[k]!
      for (let i = 1; i < width; i++) sum += beta[i * outputs + k]! * point[i - 1]!
      return sum
    }),
  )
}

function neighbours(x: readonly Float64Array[], goal: Variable, z: readonly Float64Array[]): Predictions {
  const { outputs, target, weight } = targetsOf(goal)
  const count = Math.min(10, x.length)
  return z.map((point) => {
    const closest = nearestRows(point, x, count)
    const total = closest.reduce((sum, row) => sum + weight(row), 0)
    return Float64Array.from(
      { length: outputs },
      (_, k) => closest.reduce((sum, row) => sum + weight(row) * target(row, k), 0) / total,
    )
  })
}

function nearestRows(point: Float64Array, x: readonly Float64Array[], count: number): number[] {
  const best: { row: number; distance: number }[] = []
  for (let row = 0; row < x.length; row++) {
    const distance = squaredDistance(point, x[row]!)
    if (best.length === count && distance >= best[count - 1]!.distance) continue
    let at = best.length
    while (at > 0 && best[at - 1]!.distance > distance) at--
    best.splice(at, 0, { row, distance })
    if (best.length > count) best.pop()
  }
  return best.map(({ row }) => row)
}

function targetsOf(goal: Variable) {
  if (!isDiscrete(goal)) return { outputs: 1, target: (row: number) => goal[row]!, weight: () => 1 }
  const sizes = new Float64Array(goal.levels)
  for (const code of goal.codes) sizes[code]!++
  return {
    outputs: goal.levels,
    target: (row: number, k: number) => Number(goal.codes[row] === k),
    weight: (row: number) => goal.codes.length / (goal.levels * sizes[goal.codes[row]!]!),
  }
}

function largest(scores: Float64Array): number {
  return scores.indexOf(Math.max(...scores))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
