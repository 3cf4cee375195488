/**
 * Structural causal models with real or categorical values: each endogenous variable is a function of its parents and of
 * noise of its own. Named exogenous variables may be parents of several, which is how confounding is written.
 */
import { ScmError } from '../errors.ts'
import { nearestName } from '../nearestName.ts'
import { type Noise, normal } from './noise.ts'

export type Values = Readonly<Record<string, number>>

/** `value = f(parents) + noise` for `linear` and `additive`; the other two kinds are not inverted but simulated. */
export type Mechanism =
  | {
      readonly kind: 'linear'
      readonly parents: readonly string[]
      readonly coefficients: readonly number[]
      readonly intercept: number
      readonly noise: Noise
    }
  | {
      readonly kind: 'additive'
      readonly parents: readonly string[]
      readonly f: (values: Values) => number
      readonly noise: Noise
    }
  | {
      readonly kind: 'gumbel-max'
      readonly parents: readonly string[]
      readonly card: number
      /** Probabilities of the values 0 … card − 1. */
      readonly probabilities: (values: Values) => ArrayLike<number>
    }
  | {
      readonly kind: 'function'
      readonly parents: readonly string[]
      readonly f: (values: Values, noise: number) => number
      readonly noise?: Noise
    }

export type FunctionalVariable = { readonly name: string; readonly mechanism: Mechanism }

/** Endogenous variables in causal order. */
export type FunctionalScm = {
  readonly kind: 'functional'
  readonly exogenous: ReadonlyMap<string, Noise>
  readonly variables: readonly FunctionalVariable[]
  readonly index: ReadonlyMap<string, number>
}

export type FunctionalScmDescription = {
  readonly exogenous?: Readonly<Record<string, Noise>>
  readonly mechanisms: Readonly<Record<string, Mechanism>>
}

/** X = intercept + Σ coefficient × parent + noise; `sd` is short for normal noise with mean zero. */
export function linear(
  coefficients: Readonly<Record<string, number>>,
  { intercept = 0, sd = 1, noise = normal({ sd }) }: { intercept?: number; sd?: number; noise?: Noise } = {},
): Mechanism {
  const [parents, numbers] = [Object.keys(coefficients), Object.values(coefficients)]
  for (const [i, value] of [...numbers, intercept].entries())
    if (!Number.isFinite(value))
      throw new ScmError('model/coefficient', `linear: ${parents[i] ?? 'the intercept'} has the coefficient ${value}.`)
  return { kind: 'linear', parents, coefficients: numbers, intercept, noise }
}

/** X = f(parents) + noise, which abduction inverts exactly (Hoyer et al. 2009). */
export function additive(
  parents: readonly string[],
  f: (values: Values) => number,
  { sd = 1, noise = normal({ sd }) }: { sd?: number; noise?: Noise } = {},
): Mechanism {
  return { kind: 'additive', parents, f, noise }
}

/**
 * X = argmax_k (log p_k(parents) + G_k) with independent standard Gumbel noises, whose counterfactuals keep an outcome that
 * has become no less likely relative to the others (Oberst & Sontag 2019, "counterfactual stability").
 */
export function gumbelMax(
  parents: readonly string[],
  card: number,
  probabilities: (values: Values) => ArrayLike<number>,
): Mechanism {
  if (!Number.isInteger(card) || card < 1)
    throw new ScmError('model/card', `gumbelMax: ${card} values; it needs at least one.`)
  return { kind: 'gumbel-max', parents, card, probabilities }
}

/** X = f(parents, noise), with any function. Its noise is found by simulation, not by inverting f. */
export function structural(
  parents: readonly string[],
  f: (values: Values, noise: number) => number,
  { noise }: { noise?: Noise } = {},
): Mechanism {
  return { kind: 'function', parents, f, ...(noise ? { noise } : {}) }
}

/** Throws `model/duplicate`, `model/unknown-parent`, `model/cycle`. */
export function defineFunctionalScm({ exogenous = {}, mechanisms }: FunctionalScmDescription): FunctionalScm {
  const variables: FunctionalVariable[] = []
  const index = new Map<string, number>()
  const path: string[] = []
  const visit = (name: string, mechanism: Mechanism) => {
    if (index.has(name)) return
    if (name in exogenous) throw new ScmError('model/duplicate', `“${name}” is both exogenous and endogenous.`)
    if (path.includes(name)) throw goesRound([...path.slice(path.indexOf(name)), name])
    path.push(name)
    for (const parent of mechanism.parents) {
      if (parent in mechanisms) visit(parent, mechanisms[parent]!)
      else if (!(parent in exogenous))
        throw unknownParent(name, parent, [...Object.keys(exogenous), ...Object.keys(mechanisms)])
    }
    path.pop()
    index.set(name, variables.push({ name, mechanism }) - 1)
  }
  for (const [name, mechanism] of Object.entries(mechanisms)) visit(name, mechanism)
  return { kind: 'functional', exogenous: new Map(Object.entries(exogenous)), variables, index }
}

/** do: a variable becomes a value, or gets another mechanism. The model given is left as it is. */
export function interveneOnFunctional(
  model: FunctionalScm,
  set: Readonly<Record<string, number | Mechanism>>,
): FunctionalScm {
  for (const name of Object.keys(set)) requireEndogenous(model, name)
  const mechanisms = Object.fromEntries(
    model.variables.map(({ name, mechanism }) => {
      const to = set[name]
      return [name, to === undefined ? mechanism : typeof to === 'number' ? linear({}, { intercept: to, sd: 0 }) : to]
    }),
  )
  return defineFunctionalScm({ exogenous: Object.fromEntries(model.exogenous), mechanisms })
}

export function requireEndogenous({ index, exogenous }: FunctionalScm, name: string): number {
  const at = index.get(name)
  if (at !== undefined) return at
  const near = nearestName(name, index.keys())
  throw new ScmError('model/unknown-variable', `The model has no endogenous variable “${name}”.`, {
    hint: exogenous.has(name)
      ? 'It is exogenous: it can be conditioned on through its children only.'
      : near === undefined
        ? `It has ${[...index.keys()].slice(0, 12).join(', ')}.`
        : `Did you mean “${near}”?`,
    details: { variable: name, near },
  })
}

/** The value of a variable, given those of its parents and its noise (for gumbel-max: one for each value). */
export function mechanismValue(
  { name, mechanism }: FunctionalVariable,
  values: Values,
  noise: number | Float64Array,
): number {
  const value = raw(mechanism, values, noise)
  if (Number.isFinite(value)) return value
  throw new ScmError('model/value', `“${name}” gets the value ${value}.`, {
    hint: 'Its mechanism must return a finite number for every value of its parents.',
    details: { values },
  })
}

function raw(mechanism: Mechanism, values: Values, noise: number | Float64Array): number {
  switch (mechanism.kind) {
    case 'linear':
      return (
        mechanism.parents.reduce(
          (sum, parent, i) => sum + mechanism.coefficients[i]! * values[parent]!,
          mechanism.intercept,
        ) + (noise as number)
      )
    case 'additive':
      return mechanism.f(values) + (noise as number)
    case 'function':
      return mechanism.f(values, noise as number)
    case 'gumbel-max':
      return argmax(logProbabilities(mechanism, values), noise as Float64Array)
  }
}

export function logProbabilities(
  { card, probabilities }: Extract<Mechanism, { kind: 'gumbel-max' }>,
  values: Values,
): Float64Array {
  const p = Float64Array.from(probabilities(values))
  const sum = p.reduce((total, one) => total + one, 0)
  if (p.length !== card || !(Math.abs(sum - 1) < 1e-6) || p.some((one) => !(one >= 0)))
    throw new ScmError(
      'model/probabilities',
      `gumbelMax: the probabilities ${[...p].join(', ')} are not ${card} that sum to one.`,
      {
        details: { values },
      },
    )
  return p.map((one) => Math.log(one))
}

function argmax(logits: Float64Array, noise: Float64Array): number {
  let best = 0
  for (let k = 1; k < logits.length; k++) if (logits[k]! + noise[k]! > logits[best]! + noise[best]!) best = k
  return best
}

function goesRound(cycle: string[]): ScmError {
  return new ScmError('model/cycle', `The equations go round: ${cycle.join(' ← ')}.`, {
    hint: 'A structural model needs an order of causes; remove one of these parents.',
    details: { cycle },
  })
}

function unknownParent(name: string, parent: string, known: readonly string[]): ScmError {
  const near = nearestName(parent, known)
  return new ScmError('model/unknown-parent', `“${name}” depends on “${parent}”, which the model does not have.`, {
    hint: near === undefined ? 'Define it as an exogenous or endogenous variable.' : `Did you mean “${near}”?`,
    details: { variable: name, parent, near },
  })
}
