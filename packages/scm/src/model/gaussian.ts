/**
 * Linear-Gaussian models exactly: every variable is an affine function of independent standard normal noises z,
 *   v = m + L z, and after an intervention v′ = m′ + L′ z with the same z.
 * Evidence v_E = e makes z normal again; its mean and covariance are found one observation at a time, as in a Kalman
 * filter without dynamics, so that no matrix is inverted and redundant evidence does no harm.
 */
import { ScmError } from '../errors.ts'
import type { Gaussian } from '../probability/gaussian.ts'
import { type FunctionalScm, interveneOnFunctional, requireEndogenous } from './functionalScm.ts'

/** A normal distribution as the answer to a question. */
export type ExactGaussian = Gaussian & { readonly kind: 'gaussian' }

/** Whether every mechanism is linear and every noise normal (or absent). */
export function isLinearGaussian({ exogenous, variables }: FunctionalScm): boolean {
  const gaussian = (kind: string) => kind === 'normal' || kind === 'constant'
  return (
    [...exogenous.values()].every(({ kind }) => gaussian(kind)) &&
    variables.every(({ mechanism }) => mechanism.kind === 'linear' && gaussian(mechanism.noise.kind))
  )
}

export type GaussianQuery = {
  of: readonly string[]
  /** What was seen, before the intervention. */
  evidence?: Readonly<Record<string, number>>
  /** What was seen after it. */
  given?: Readonly<Record<string, number>>
  do?: Readonly<Record<string, number>>
}

/** Throws `evidence/impossible` when a variable without noise left was seen at another value. */
export function gaussianAnswer(
  model: FunctionalScm,
  { of, evidence = {}, given = {}, do: set = {} }: GaussianQuery,
): ExactGaussian {
  const before = affineForm(model)
  const after = affineForm(interveneOnFunctional(model, set))
  const z = standard(before.noises)
  for (const [name, value] of Object.entries(evidence))
    observe(z, before.row(requireEndogenous(model, name)), value, name)
  for (const [name, value] of Object.entries(given)) observe(z, after.row(requireEndogenous(model, name)), value, name)
  const rows = of.map((name) => after.row(requireEndogenous(model, name)))
  const mean = Float64Array.from(rows, ({ offset, loadings }) => offset + dot(loadings, z.mean))
  const covariance = new Float64Array(of.length ** 2)
  for (const [i, { loadings }] of rows.entries()) {
    const spread = times(z.covariance, loadings)
    for (const [j, other] of rows.entries()) covariance[i * of.length + j] = dot(other.loadings, spread)
  }
  return { kind: 'gaussian', variables: [...of], mean, covariance }
}

type Row = { offset: number; loadings: Float64Array }

/** Every endogenous variable as an affine function of the noises: the named ones first, then one for each variable. */
function affineForm({ exogenous, variables }: FunctionalScm): { noises: number; row(at: number): Row } {
  const named = [...exogenous.keys()]
  const noises = named.length + variables.length
  const rows = new Map<string, Row>()
  for (const [at, name] of named.entries()) {
    const { mean, sd } = exogenous.get(name)!
    rows.set(name, { offset: mean, loadings: unit(noises, at, sd) })
  }
  for (const [at, { name, mechanism }] of variables.entries()) {
    if (mechanism.kind !== 'linear') throw new Error(`${name} is not linear`) // isLinearGaussian was asked before
    const loadings = unit(noises, named.length + at, mechanism.noise.sd)
    let offset = mechanism.intercept + mechanism.noise.mean
    for (const [i, parent] of mechanism.parents.entries()) {
      const row = rows.get(parent)!
      offset += mechanism.coefficients[i]! * row.offset
      for (let k = 0; k < noises; k++) loadings[k]! += mechanism.coefficients[i]! * row.loadings[k]!
    }
    rows.set(name, { offset, loadings })
  }
  return { noises, row: (at) => rows.get(variables[at]!.name)! }
}

type Noises = { mean: Float64Array; covariance: Float64Array }

function standard(count: number): Noises {
  const covariance = new Float64Array(count * count)
  for (let i = 0; i < count; i++) covariance[i * count + i] = 1
  return { mean: new Float64Array(count), covariance }
}

/** Conditions z on offset + loadings · z = value, in place. */
function observe({ mean, covariance }: Noises, { offset, loadings }: Row, value: number, name: string): void {
  const spread = times(covariance, loadings)
  const variance = dot(loadings, spread)
  const surprise = value - offset - dot(loadings, mean)
  const scale = dot(loadings, loadings)
  if (variance <= 1e-12 * scale || scale === 0) {
    if (Math.abs(surprise) <= 1e-6 * (1 + Math.abs(value))) return
    throw new ScmError(
      'evidence/impossible',
      `“${name}” cannot be ${value} here: the rest of the evidence leaves it ${value - surprise}.`,
      {
        hint: 'Change or drop a part of the evidence.',
      },
    )
  }
  const count = mean.length
  for (let i = 0; i < count; i++) {
    mean[i]! += (spread[i]! * surprise) / variance
    for (let j = 0; j < count; j++) covariance[i * count + j]! -= (spread[i]! * spread[j]!) / variance
  }
}

function unit(count: number, at: number, value: number): Float64Array {
  const vector = new Float64Array(count)
  vector[at] = value
  return vector
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** Symmetric matrix times vector. */
function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const count = vector.length
  const product = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    let sum = 0
    for (let j = 0; j < count; j++) sum += matrix[i * count + j]! * vector[j]!
    product[i] = sum
  }
  return product
}
