/**
 * SMOTE (Chawla et al. 2002): a row moved a uniform share of the way to one of its k = 5 nearest neighbours. Levels take the
 * most frequent among the neighbours (SMOTE-NC). A target of levels keeps neighbours to its class; a numeric one is a column
 * like any other, as in the released code. Classes of at most k rows are drawn again, not interpolated.
 */
import { integer, type Random } from '@causerie/lab'
import { isDiscrete, type Variable, type Variables } from '@causerie/scm/independence'
import { pointsOf, rowsIn, squaredDistance } from '../rows.ts'
import type { Generator } from './generator.ts'

export const smote: Generator = {
  id: 'smote',
  label: 'SMOTE',
  fit: (train, { target }) => {
    const classes = train[target]
    const groups = classes !== undefined && isDiscrete(classes) ? classes.codes : new Int32Array(rowsIn(train))
    return interpolator(train, nearestOf(train, groups, 5))
  },
}

/** `neighbours[row]`: empty where the row is only copied. */
export function interpolator(
  train: Variables,
  neighbours: readonly (readonly number[])[],
): (random: Random, rows: number) => Variables {
  return (random, rows) => {
    const plan = Array.from({ length: rows }, () => {
      const base = integer(random, neighbours.length)
      const around = neighbours[base]!
      return {
        base,
        around,
        other: around.length === 0 ? base : around[integer(random, around.length)]!,
        share: random(),
      }
    })
    const made = (variable: Variable): Variable =>
      isDiscrete(variable)
        ? {
            levels: variable.levels,
            codes: Int32Array.from(plan, ({ base, around }) =>
              around.length === 0 ? variable.codes[base]! : mostFrequent(around.map((row) => variable.codes[row]!)),
            ),
          }
        : Float64Array.from(
            plan,
            ({ base, other, share }) => variable[base]! + share * (variable[other]! - variable[base]!),
          )
    return Object.fromEntries(Object.entries(train).map(([name, variable]) => [name, made(variable)]))
  }
}

function nearestOf(train: Variables, groups: Int32Array, k: number): number[][] {
  const points = pointsOf(train, train, 'standard')
  const sizes = new Map<number, number>()
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  return points.map((point, row) => {
    if (sizes.get(groups[row]!)! <= k) return []
    const best: { at: number; distance: number }[] = []
    for (let at = 0; at < points.length; at++) {
      if (at === row || groups[at] !== groups[row]) continue
      const distance = squaredDistance(point, points[at]!)
      if (best.length === k && distance >= best[k - 1]!.distance) continue
      let place = best.length
      while (place > 0 && best[place - 1]!.distance > distance) place--
      best.splice(place, 0, { at, distance })
      if (best.length > k) best.pop()
    }
    return best.map(({ at }) => at)
  })
}

function mostFrequent(codes: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].reduce((a, b) => (b[1] > a[1] ? b : a))[0]
}
