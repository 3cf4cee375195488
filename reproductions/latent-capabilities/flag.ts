/**
 * Steps 2 to 5: one common flag of directions in which all unmixing matrices become triangular.
 * Notation: K domains, d₀ = latents, M_k = B_k H with B_k upper triangular, H shared with orthonormal rows; the last row
 * of H is the first capability.
 */

import type { Random } from '@causerie/lab'
import { shuffled } from '@causerie/lab'
import { inverse, type Matrix, matrix, multiply, svd, transpose } from '@causerie/scm/linear-algebra'

export type Flag = {
  /** H, [latents, benchmarks]: orthonormal rows, the last is z₁. */
  directions: Matrix
  /** B_k, [latents, latents], upper triangular. */
  triangles: Matrix[]
  /** M_k with its rows in the order found. */
  ordered: Matrix[]
  /** IC_k, and MIC = their largest. */
  inexactness: number[]
  maximumInexactness: number
  /** Whether all (d₀!)^K orders were tried, or a search went from domain to domain. */
  search: 'all' | 'coordinate'
}

/** More orders than this are searched domain by domain. */
export const mostOrders = 100_000

export function findFlag(unmixings: readonly Matrix[], random: Random): Flag {
  const latents = unmixings[0]!.rows
  const orders = permutations(latents)
  return orders.length ** unmixings.length > mostOrders
    ? coordinateSearch(unmixings, orders, random)
    : { ...exhaustive(unmixings), search: 'all' }
}

/** The flag for rows in a given order: row residuals, triangular fit, inexactness. */
export function flagOf(ordered: readonly Matrix[]): Omit<Flag, 'search'> {
  const { rows: latents, columns } = ordered[0]!
  const found: Float64Array[] = new Array(latents)
  for (let i = latents - 1; i >= 0; i--)
    found[i] = leadingDirection(ordered.map((m) => residual(rowAt(m, i), found, i)))
  return fitted(ordered, matrix(latents, columns, Float64Array.from(found.flatMap((row) => [...row]))))
}

type Branch = { chosen: number[][]; found: Float64Array[]; partial: number[] }

/**
 * All orders, as a tree: the last rows are chosen first. Row i of C_k depends only on rows chosen up to there, so that the
 * inexactness so far bounds what follows; branches that cannot beat the best are not entered, and none of them is lost.
 */
function exhaustive(unmixings: readonly Matrix[]): Omit<Flag, 'search'> {
  const { rows: latents, columns } = unmixings[0]!
  const inverses = unmixings.map(rightInverse)
  let best: Omit<Flag, 'search'> | undefined
  const descend = (i: number, branch: Branch): void => {
    if (i < 0) {
      const directions = matrix(latents, columns, Float64Array.from(branch.found.flatMap((row) => [...row])))
      const flag = fitted(
        unmixings.map((m, k) => reordered(m, branch.chosen[k]!)),
        directions,
      )
      if (!best || flag.maximumInexactness < best.maximumInexactness) best = flag
      return
    }
    const choices = unmixings.map((_, k) =>
      Array.from({ length: latents }, (_row, r) => r).filter((r) => !branch.chosen[k]!.includes(r)),
    )
    const branches = combinations(choices)
      .map((rows) => grown(branch, rows, i, unmixings, inverses))
      .sort((a, b) => Math.max(...a.partial) - Math.max(...b.partial))
    for (const next of branches) {
      if (best && Math.max(...next.partial) >= best.maximumInexactness) return
      descend(i - 1, next)
    }
  }
  descend(latents - 1, { chosen: unmixings.map(() => []), found: new Array(latents), partial: unmixings.map(() => 0) })
  return best!
}

/** The branch with row `rows[k]` of every M_k as its row i: the direction H_i and the inexactness so far. */
function grown(
  branch: Branch,
  rows: readonly number[],
  i: number,
  unmixings: readonly Matrix[],
  inverses: readonly Matrix[],
): Branch {
  const own = unmixings.map((m, k) => rowAt(m, rows[k]!))
  const found = [...branch.found]
  found[i] = leadingDirection(own.map((row) => residual(row, branch.found, i)))
  return {
    chosen: branch.chosen.map((chosen, k) => [rows[k]!, ...chosen]),
    found,
    partial: branch.partial.map(
      (sum, k) => sum + offShare(own[k]!, found, i, inverses[k]!, rows[k]!) / unmixings[0]!.rows,
    ),
  }
}

/** The share of squares off the diagonal in row i of C_k = B_k H M_k⁺: the row of M_k on the span of H_i …, times M_k⁺. */
function offShare(
  row: Float64Array,
  found: readonly Float64Array[],
  i: number,
  inverseOfM: Matrix,
  own: number,
): number {
  const onSpan = new Float64Array(row.length)
  for (let j = i; j < found.length; j++) {
    let along = 0
    for (let c = 0; c < row.length; c++) along += row[c]! * found[j]![c]!
    for (let c = 0; c < row.length; c++) onSpan[c]! += along * found[j]![c]!
  }
  let [all, diagonal] = [0, 0]
  for (let r = 0; r < inverseOfM.columns; r++) {
    let entry = 0
    for (let c = 0; c < row.length; c++) entry += onSpan[c]! * inverseOfM.values[c * inverseOfM.columns + r]!
    all += entry * entry
    if (r === own) diagonal = entry * entry
  }
  return all === 0 ? 1 : (all - diagonal) / all
}

/** One of each list, in every way. */
function combinations(lists: readonly (readonly number[])[]): number[][] {
  return lists.reduce<number[][]>((found, list) => found.flatMap((rows) => list.map((row) => [...rows, row])), [[]])
}

/** From random orders, one domain at a time to its best order, until none improves; the best of 20 starts. */
function coordinateSearch(unmixings: readonly Matrix[], orders: readonly number[][], random: Random): Flag {
  let best: Omit<Flag, 'search'> | undefined
  for (let start = 0; start < 20; start++) {
    const chosen = unmixings.map(() => shuffled(orders, random)[0]!)
    const flagFor = (order: readonly number[][]) => flagOf(unmixings.map((m, k) => reordered(m, order[k]!)))
    let here = flagFor(chosen)
    for (let improved = true; improved; ) {
      improved = false
      for (const k of unmixings.keys())
        for (const order of orders) {
          const other = flagFor(chosen.with(k, order))
          if (other.maximumInexactness >= here.maximumInexactness - 1e-12) continue
          chosen[k] = order
          here = other
          improved = true
        }
    }
    if (!best || here.maximumInexactness < best.maximumInexactness) best = here
  }
  return { ...best!, search: 'coordinate' }
}

/** B_k = triu(M_k Hᵀ), the least-squares optimum as H is orthonormal; C_k = B_k H M_k⁺. */
function fitted(ordered: readonly Matrix[], directions: Matrix): Omit<Flag, 'search'> {
  const triangles = ordered.map((m) => upper(multiply(m, transpose(directions))))
  const inexactness = ordered.map((m, k) =>
    inexactnessOf(multiply(multiply(triangles[k]!, directions), rightInverse(m))),
  )
  return { directions, triangles, ordered: [...ordered], inexactness, maximumInexactness: Math.max(...inexactness) }
}

/** The mean over rows of the share of squares off the diagonal. */
export function inexactnessOf({ rows, values }: Matrix): number {
  let sum = 0
  for (let i = 0; i < rows; i++) {
    let all = 0
    for (let j = 0; j < rows; j++) all += values[i * rows + j]! ** 2
    sum += all === 0 ? 1 : (all - values[i * rows + i]! ** 2) / all
  }
  return sum / rows
}

/** Mᵀ(M Mᵀ)⁻¹ for a wide M. */
function rightInverse(m: Matrix): Matrix {
  return multiply(transpose(m), inverse(multiply(m, transpose(m))))
}

/** What is left of a row of M_k beside the directions found, H_j with j > i. */
function residual(row: Float64Array, found: readonly Float64Array[], i: number): Float64Array {
  const rest = Float64Array.from(row)
  for (let j = i + 1; j < found.length; j++) {
    let along = 0
    for (let c = 0; c < row.length; c++) along += row[c]! * found[j]![c]!
    for (let c = 0; c < row.length; c++) rest[c]! -= along * found[j]![c]!
  }
  return rest
}

/** The first right singular vector of the stacked residuals. */
function leadingDirection(rows: readonly Float64Array[]): Float64Array {
  const columns = rows[0]!.length
  const { v } = svd(matrix(rows.length, columns, Float64Array.from(rows.flatMap((row) => [...row]))))
  return Float64Array.from({ length: columns }, (_, c) => v.values[c * v.columns]!)
}

function upper({ rows, columns, values }: Matrix): Matrix {
  return matrix(
    rows,
    columns,
    values.map((value, at) => (at % columns >= Math.floor(at / columns) ? value : 0)),
  )
}

function rowAt({ columns, values }: Matrix, i: number): Float64Array {
  return values.subarray(i * columns, (i + 1) * columns)
}

export function reordered(m: Matrix, order: readonly number[]): Matrix {
  return matrix(m.rows, m.columns, Float64Array.from(order.flatMap((i) => [...rowAt(m, i)])))
}

export function permutations(size: number): number[][] {
  if (size === 1) return [[0]]
  return permutations(size - 1).flatMap((rest) =>
    Array.from({ length: size }, (_, at) => [...rest.slice(0, at), size - 1, ...rest.slice(at)]),
  )
}

/** Beyond this agreement (18 degrees) the rows of B count as parallel. Ours; not calibrated for small samples. */
export const parallelAbove = 0.95

/**
 * The smallest |cosine| between the same row of two domains' B, over rows that have something beside the diagonal. Near 1,
 * the domains do not differ and the order is not identified.
 */
export function rowAgreement(triangles: readonly Matrix[]): number {
  let least = 1
  for (let i = 0; i < triangles[0]!.rows - 1; i++)
    for (const a of triangles)
      for (const b of triangles) {
        const [x, y] = [rowAt(a, i), rowAt(b, i)]
        const product = x.reduce((sum, value, c) => sum + value * y[c]!, 0)
        least = Math.min(least, Math.abs(product) / Math.hypot(...x) / Math.hypot(...y))
      }
  return least
}

/** Rows of every M_k turned by a random rotation: the same subspaces, no hierarchy. Searched the same way it is the null of MIC. */
export function rotated(unmixings: readonly Matrix[], random: Random, normalOf: (random: Random) => number): Matrix[] {
  return unmixings.map((m) => {
    const { u, v } = svd(
      matrix(
        m.rows,
        m.rows,
        Float64Array.from({ length: m.rows ** 2 }, () => normalOf(random)),
      ),
    )
    return multiply(multiply(u, transpose(v)), m)
  })
}
