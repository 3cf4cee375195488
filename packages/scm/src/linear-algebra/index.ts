export { type LeastSquares, leastSquares } from '../numerics/leastSquares.ts'
export { type Cholesky, cholesky, choleskySolve, logDeterminant } from './cholesky.ts'
export {
  type CovarianceOptions,
  centred,
  columnMeans,
  correlation,
  correlationOf,
  covariance,
} from './covariance.ts'
export { type Contrast, type FastIca, type FastIcaOptions, fastIca } from './fastIca.ts'
export {
  columnOf,
  diagonal,
  fromColumns,
  fromRows,
  identity,
  type Matrix,
  matrix,
  rowOf,
  selectColumns,
  selectRows,
  transpose,
} from './matrix.ts'
export { gram, multiply, multiplyVector } from './multiply.ts'
export { conditionNumber, inverse, pseudoInverse, solve } from './solve.ts'
export { rank, type Svd, singularValues, svd } from './svd.ts'
export { type SymmetricEigen, symmetricEigen, symmetricEigenvalues } from './symmetricEigen.ts'
