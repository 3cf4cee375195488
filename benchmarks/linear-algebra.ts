/** Eigenvectors, singular values, products and solving beside ml-matrix: milliseconds and errors */
import {
  CholeskyDecomposition,
  EigenvalueDecomposition,
  Matrix as MlMatrix,
  solve as mlSolve,
  SingularValueDecomposition,
} from 'ml-matrix'
import { seededRandom } from '../packages/scm/src/index.ts'
import {
  cholesky,
  diagonal,
  gram,
  type Matrix,
  matrix,
  multiply,
  singularValues,
  solve,
  svd,
  symmetricEigen,
  symmetricEigenvalues,
  transpose,
} from '../packages/scm/src/linear-algebra/index.ts'
import { machine, quantile, table } from './measuring/measure.ts'

type Case = { name: string; ours: () => unknown; theirs?: () => unknown }

if (import.meta.main) {
  console.log(machine())
  console.log('Milliseconds, median of 5 after one to warm up.\n')
  console.log(table([50, 100, 200, 400].flatMap((n) => cases(n).map((one) => timed(n, one)))))
  console.log(`\nErrors on 200 × 200 and on graded columns.\n`)
  console.log(table(errors(200)))
}

function cases(n: number): Case[] {
  const general = random(n, n, 1)
  const definite = gram(random(2 * n, n, 2))
  const theirs = peer(general)
  const theirsDefinite = peer(definite)
  return [
    { name: 'product', ours: () => multiply(general, general), theirs: () => theirs.mmul(theirs) },
    { name: 'AᵀA', ours: () => gram(general), theirs: () => theirs.transpose().mmul(theirs) },
    {
      name: 'symmetric eigenvectors',
      ours: () => symmetricEigen(definite),
      theirs: () => new EigenvalueDecomposition(theirsDefinite, { assumeSymmetric: true }),
    },
    { name: 'symmetric eigenvalues', ours: () => symmetricEigenvalues(definite) },
    { name: 'svd', ours: () => svd(general), theirs: () => new SingularValueDecomposition(theirs) },
    {
      name: 'singular values',
      ours: () => singularValues(general),
      theirs: () =>
        new SingularValueDecomposition(theirs, {
          computeLeftSingularVectors: false,
          computeRightSingularVectors: false,
        }),
    },
    {
      name: 'solve, 10 right sides',
      ours: () => solve(general, random(n, 10, 3)),
      theirs: () => mlSolve(theirs, peer(random(n, 10, 3))),
    },
    { name: 'cholesky', ours: () => cholesky(definite), theirs: () => new CholeskyDecomposition(theirsDefinite) },
  ]
}

function timed(n: number, { name, ours, theirs }: Case): Record<string, string | number> {
  const mine = milliseconds(ours)
  const other = theirs ? milliseconds(theirs) : undefined
  return {
    n: String(n),
    what: name,
    ours: Number(mine.toFixed(2)),
    'ml-matrix': other === undefined ? '—' : Number(other.toFixed(2)),
    'times faster': other === undefined ? '—' : Number((other / mine).toFixed(2)),
  }
}

/** How far U Σ Vᵀ is from the matrix, and how wrong the smallest of singular values 1, 10⁻³, …, 10⁻¹⁵ is, relatively. */
function errors(n: number): Record<string, string | number>[] {
  const a = random(n, n, 1)
  const one = svd(a)
  const other = new SingularValueDecomposition(peer(a))
  const again = other.leftSingularVectors.mmul(other.diagonalMatrix).mmul(other.rightSingularVectors.transpose())
  const back = multiply(multiply(one.u, diagonal(one.values)), transpose(one.v))
  const { vectors } = symmetricEigen(gram(random(6, 6, 4)))
  const graded = multiply(vectors, diagonal([1, 1e-3, 1e-6, 1e-9, 1e-12, 1e-15]))
  const relative = (smallest: number) => Math.abs(smallest / 1e-15 - 1).toExponential(1)
  return [
    {
      what: 'U Σ Vᵀ − A, largest entry',
      ours: difference(back.values, a.values),
      'ml-matrix': difference(again.to1DArray(), a.values),
    },
    {
      what: 'smallest graded singular value',
      ours: relative(singularValues(graded)[5]!),
      'ml-matrix': relative(new SingularValueDecomposition(peer(graded)).diagonal[5]!),
    },
  ]
}

function difference(a: ArrayLike<number>, b: Float64Array): string {
  return b.reduce((most, value, at) => Math.max(most, Math.abs(value - a[at]!)), 0).toExponential(1)
}

function random(rows: number, columns: number, seed: number): Matrix {
  const draw = seededRandom(seed)
  return matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => 2 * draw() - 1),
  )
}

function peer({ rows, columns, values }: Matrix): MlMatrix {
  return MlMatrix.from1DArray(rows, columns, values)
}

function milliseconds(work: () => unknown): number {
  const measured: number[] = []
  for (let run = 0; run < 6; run++) {
    const start = performance.now()
    work()
    if (run > 0) measured.push(performance.now() - start)
  }
  return quantile(measured, 0.5)
}
