/** The spectrum of calibration embeddings: mean, eigenvalues and vectors, noise level, spikes. */
import { LabError } from '@causerie/lab'
import {
  centred,
  columnMeans,
  columnOf,
  gram,
  type Matrix,
  multiply,
  symmetricEigen,
  transpose,
} from '@causerie/scm/linear-algebra'
import {
  distanceFromLaw,
  estimateSigma2,
  type NoiseLaw,
  noiseLaw,
  type SpikeLevel,
  spikeThreshold,
} from './noiseLaw.ts'

export type Spectrum = {
  n: number
  p: number
  /** [p] */
  mean: Float64Array
  /** Of C = (1/n) Σ (x − μ)(x − μ)ᵀ, those that are not zero, descending. */
  values: Float64Array
  /** [p] each, orthonormal, one per value. */
  vectors: Float64Array[]
  law: NoiseLaw
  threshold: number
  /** How many values lie above the threshold. */
  spikes: number
  /** Kolmogorov's distance of the values below the threshold from the law. */
  misfit: number
}

export type SpectrumOptions = {
  level?: SpikeLevel
  /** Known noise variance; estimated from the median eigenvalue unless given. */
  sigma2?: number
}

/** `x`: [n, p]. Throws `eigenshield/too-small` below 30 rows or 5 columns. */
export function spectrumOf(x: Matrix, { level = '99', sigma2 }: SpectrumOptions = {}): Spectrum {
  requireSize(x)
  const { rows: n, columns: p } = x
  const mean = columnMeans(x)
  const { values, vectors } = eigenOf(centred(x, mean))
  const gamma = p / n
  const law = noiseLaw(gamma, sigma2 ?? estimateSigma2(values, gamma))
  const threshold = spikeThreshold(level, { n, p, sigma2: law.sigma2 })
  const spikes = values.filter((value) => value > threshold).length
  return { n, p, mean, values, vectors, law, threshold, spikes, misfit: distanceFromLaw(values.slice(spikes), law) }
}

/** The first `count` eigenvectors of the covariance, for subspaces estimated again. */
export function leadingVectors(x: Matrix, count: number): Float64Array[] {
  return eigenOf(centred(x)).vectors.slice(0, count)
}

/** For p > n through the n × n Gram matrix: its vectors u give Yᵀu/√(nλ). */
function eigenOf(y: Matrix): { values: Float64Array; vectors: Float64Array[] } {
  const { rows: n, columns: p } = y
  const wide = p > n
  const products = wide ? gram(transpose(y)) : gram(y)
  const { values, vectors } = symmetricEigen({ ...products, values: products.values.map((sum) => sum / n) })
  const least = 1e-10 * (values[0] ?? 0)
  const nonZero = values.filter((value) => value > least)
  if (!wide) return { values: nonZero, vectors: Array.from(nonZero, (_, k) => columnOf(vectors, k)) }
  const turned = multiply(transpose(y), vectors)
  return {
    values: nonZero,
    vectors: Array.from(nonZero, (value, k) => columnOf(turned, k).map((entry) => entry / Math.sqrt(n * value))),
  }
}

function requireSize(x: Matrix): void {
  const few = x.rows < 30 ? 'rows' : x.columns < 5 ? 'columns' : undefined
  if (few === undefined) return
  throw new LabError(
    'eigenshield/too-small',
    `There are too few ${few} for a spectral test: ${x.rows} rows and ${x.columns} columns, at least 30 and 5 are needed.`,
    { hint: 'Bring more embeddings; several hundred rows make the edge sharp.' },
  )
}
