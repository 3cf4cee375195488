/**
 * What data say about a causal quantity that they do not identify.
 *   manskiBounds      P(Y_x = y) from observation alone (Manski 1990; Robins 1989): the natural bounds.
 *   instrumentBounds  P(Y_x = y) with an instrument (Balke & Pearl 1997), by linear programming over response functions.
 *   causationBounds   PN, PS and PNS from observation, experiment or both (Tian & Pearl 2000, §4).
 */
import { ScmError } from '../errors.ts'
import { minimise } from '../numerics/linearProgram.ts'
import type { DiscreteJoint } from '../probability/joint.ts'
import { type Bounds, levelOf, marginal, variableOf } from './observed.ts'

export type BoundsQuery = {
  treatment: string
  outcome: string
  /** x, x′ and y: levels 1, 0 and 1 by default. */
  treated?: number | string
  untreated?: number | string
  outcomeValue?: number | string
}

/** `treated` is P(Y_x = y), `untreated` P(Y_{x′} = y), `effect` their difference. */
export type EffectBounds = { treated: Bounds; untreated: Bounds; effect: Bounds }

/** P(x, y) ≤ P(Y_x = y) ≤ P(x, y) + 1 − P(x). The effect of a binary treatment lies in an interval of width one. */
export function manskiBounds(joint: DiscreteJoint, query: BoundsQuery): EffectBounds {
  const { x, other, y, p, levels } = read(joint, query)
  const under = (value: number): Bounds => {
    const agreed = p(value, y)
    const seen = Array.from({ length: levels }, (_, level) => p(value, level)).reduce((a, b) => a + b, 0)
    return { lower: agreed, upper: agreed + 1 - seen }
  }
  const [treated, untreated] = [under(x), under(other)]
  return { treated, untreated, effect: difference(treated, untreated) }
}

export type InstrumentQuery = BoundsQuery & { instrument: string }

export type InstrumentBounds = (EffectBounds & { compatible: true }) | { compatible: false; violation: number }

const mostResponses = 20_000

/**
 * Tightest bounds when the instrument is independent of what confounds treatment and outcome and acts through the treatment
 * alone. `compatible: false` when no such model fits the table (Pearl's instrumental inequality fails): then the
 * assumption, or sampling error, is at fault, and `violation` says by how much in total probability.
 */
export function instrumentBounds(joint: DiscreteJoint, query: InstrumentQuery): InstrumentBounds {
  const { x, other, y, levels: yCard, xCard } = read(joint, query)
  const zCard = variableOf(joint, query.instrument).levels.length
  const p = marginal(joint, [query.instrument, query.treatment, query.outcome])
  const toX = functions(zCard, xCard) // how the treatment answers the instrument
  const toY = functions(xCard, yCard)
  const responses = toX.length * toY.length
  if (responses > mostResponses)
    throw new ScmError(
      'bounds/too-large',
      `The program would have ${responses} response types; the limit is ${mostResponses}.`,
      {
        hint: 'Merge levels of the instrument, the treatment or the outcome.',
      },
    )
  const row = (holds: (toX: readonly number[], toY: readonly number[]) => boolean) =>
    Float64Array.from({ length: responses }, (_, r) =>
      Number(holds(toX[Math.floor(r / toY.length)]!, toY[r % toY.length]!)),
    )
  const rows: { coefficients: Float64Array; value: number }[] = [{ coefficients: row(() => true), value: 1 }]
  for (let z = 0; z < zCard; z++) {
    const mass = sumOver(xCard, yCard, (a, b) => p(z, a, b))
    if (mass === 0) continue // a level of the instrument that never occurs says nothing
    for (let a = 0; a < xCard; a++)
      for (let b = 0; b < yCard; b++)
        rows.push({ coefficients: row((fx, fy) => fx[z] === a && fy[a] === b), value: p(z, a, b) / mass })
  }
  const range = (objective: Float64Array): Bounds | number => {
    const least = minimise({ objective, rows })
    if (!least.feasible) return least.violation
    const most = minimise({ objective: objective.map((value) => -value), rows })
    return { lower: least.minimum, upper: most.feasible ? -most.minimum : least.minimum }
  }
  const treated = row((_, fy) => fy[x] === y)
  const untreated = row((_, fy) => fy[other] === y)
  const answers = [treated, untreated, treated.map((value, r) => value - untreated[r]!)].map(range)
  const violation = answers.find((one) => typeof one === 'number')
  if (typeof violation === 'number') return { compatible: false, violation }
  const [of, against, effect] = answers as Bounds[]
  return { compatible: true, treated: of!, untreated: against!, effect: effect! }
}

export type CausationBoundsQuery = BoundsQuery & {
  /** P(Y_x = y) and P(Y_{x′} = y) from an experiment, where there was one. */
  experiment?: { treated: number; untreated: number }
  /** The treatment is as good as random: P(Y_x = y) = P(y | x). */
  exogenous?: boolean
  /** The treatment never prevents the outcome: Y_x = y whenever Y_{x′} = y. */
  monotone?: boolean
}

export type CausationBounds =
  | { compatible: true; necessity: Bounds; sufficiency: Bounds; necessityAndSufficiency: Bounds }
  | { compatible: false; reason: string }

/** For a treatment of two levels. Where PN or PS has no one to speak of (P(x, y) or P(x′, y′) is zero), it is 0 to 1. */
export function causationBounds(joint: DiscreteJoint, query: CausationBoundsQuery): CausationBounds {
  const { x, other, y, p, levels, xCard } = read(joint, query)
  if (xCard !== 2)
    throw new ScmError('bounds/binary', `“${query.treatment}” has ${xCard} levels; these bounds are for two.`, {
      hint: 'Merge levels, or keep two of them.',
    })
  const not = (value: number) =>
    Array.from({ length: levels }, (_, level) => (level === y ? 0 : p(value, level))).reduce((a, b) => a + b, 0)
  const table = { xy: p(x, y), xNotY: not(x), otherY: p(other, y), otherNotY: not(other) }
  const experiment = query.exogenous ? conditional(table) : query.experiment
  const reason = experiment && disagreement(table, experiment, query.monotone ?? false)
  if (reason !== undefined) return { compatible: false, reason }
  return { compatible: true, ...tianPearl(table, experiment, query.monotone ?? false) }
}

type Table = { xy: number; xNotY: number; otherY: number; otherNotY: number }

type Experiment = { treated: number; untreated: number }

/** Tian & Pearl (2000), theorems 1–3 (eqs. 11–14 for PNS, 15–16 for PN and PS); with monotonicity, theorem 4. */
function tianPearl({ xy, xNotY, otherY, otherNotY }: Table, experiment: Experiment | undefined, monotone: boolean) {
  const ratio = (part: number, whole: number, otherwise: number) => (whole > 0 ? part / whole : otherwise)
  if (!experiment)
    // monotonicity adds nothing here: P(Y_x = y) and P(Y_x′ = y) may both be P(y)
    return {
      necessity: { lower: 0, upper: 1 },
      sufficiency: { lower: 0, upper: 1 },
      necessityAndSufficiency: { lower: 0, upper: xy + otherNotY },
    }
  const { treated, untreated } = experiment
  const y = xy + otherY
  const pns = {
    lower: Math.max(0, treated - untreated, y - untreated, treated - y),
    upper: Math.min(treated, 1 - untreated, xy + otherNotY, treated - untreated + xNotY + otherY),
  }
  const pn = {
    lower: Math.max(0, ratio(y - untreated, xy, 0)),
    upper: Math.min(1, ratio(1 - untreated - otherNotY, xy, 1)),
  }
  const ps = {
    lower: Math.max(0, ratio(treated - y, otherNotY, 0)),
    upper: Math.min(1, ratio(treated - xy, otherNotY, 1)),
  }
  const point = (value: number) => ({ lower: value, upper: value })
  if (!monotone) return { necessity: pn, sufficiency: ps, necessityAndSufficiency: pns }
  return {
    necessity: xy > 0 ? point(pn.lower) : pn,
    sufficiency: otherNotY > 0 ? point(ps.lower) : ps,
    necessityAndSufficiency: point(Math.max(0, treated - untreated)),
  }
}

function conditional({ xy, xNotY, otherY, otherNotY }: Table): Experiment {
  if (xy + xNotY === 0 || otherY + otherNotY === 0)
    throw new ScmError(
      'bounds/arm',
      'One of the two treatments never occurs in the table, so it says nothing of its outcome.',
    )
  return { treated: xy / (xy + xNotY), untreated: otherY / (otherY + otherNotY) }
}

/** P(x, y) ≤ P(Y_x = y) ≤ 1 − P(x, y′) must hold for both treatments, and P(Y_x = y) ≥ P(y) ≥ P(Y_{x′} = y) under monotonicity. */
function disagreement(
  { xy, xNotY, otherY, otherNotY }: Table,
  { treated, untreated }: Experiment,
  monotone: boolean,
): string | undefined {
  const slack = 1e-9
  if (treated < xy - slack || treated > 1 - xNotY + slack)
    return `the experiment’s ${treated} for the treated lies outside [${xy}, ${1 - xNotY}], which the observed table leaves open`
  if (untreated < otherY - slack || untreated > 1 - otherNotY + slack)
    return `the experiment’s ${untreated} for the untreated lies outside [${otherY}, ${1 - otherNotY}], which the observed table leaves open`
  const y = xy + otherY
  if (monotone && (treated < y - slack || untreated > y + slack))
    return `a treatment that never prevents the outcome would give P(Y_x = y) ≥ P(y) ≥ P(Y_x′ = y); here ${treated}, ${y} and ${untreated}`
  return undefined
}

export type CausalBoundsQuery = CausationBoundsQuery & { instrument?: string }

/** Everything the table bounds: the effect (with the instrument, where one is named) and the probabilities of causation. */
export function causalBounds(
  joint: DiscreteJoint,
  query: CausalBoundsQuery,
): { natural: EffectBounds; instrument?: InstrumentBounds; causation?: CausationBounds } {
  const { instrument, ...rest } = query
  const binary = variableOf(joint, query.treatment).levels.length === 2
  return {
    natural: manskiBounds(joint, query),
    ...(instrument === undefined ? {} : { instrument: instrumentBounds(joint, { ...query, instrument }) }),
    ...(binary ? { causation: causationBounds(joint, rest) } : {}),
  }
}

function read(joint: DiscreteJoint, { treatment, outcome, treated = 1, untreated = 0, outcomeValue = 1 }: BoundsQuery) {
  const [X, Y] = [variableOf(joint, treatment), variableOf(joint, outcome)]
  if (treatment === outcome) throw new ScmError('query/same', `“${treatment}” is both treatment and outcome.`)
  const [x, other] = [levelOf(X, treated), levelOf(X, untreated)]
  if (x === other) throw new ScmError('query/same', `Treated and untreated are the same level of “${treatment}”.`)
  return {
    x,
    other,
    y: levelOf(Y, outcomeValue),
    p: marginal(joint, [treatment, outcome]),
    levels: Y.levels.length,
    xCard: X.levels.length,
  }
}

function difference(a: Bounds, b: Bounds): Bounds {
  return { lower: a.lower - b.upper, upper: a.upper - b.lower }
}

/** Every function from `from` values to `to` values, as the list of its results. */
function functions(from: number, to: number): number[][] {
  let all: number[][] = [[]]
  for (let i = 0; i < from; i++) all = all.flatMap((f) => Array.from({ length: to }, (_, value) => [...f, value]))
  return all
}

function sumOver(a: number, b: number, p: (x: number, y: number) => number): number {
  let sum = 0
  for (let i = 0; i < a; i++) for (let j = 0; j < b; j++) sum += p(i, j)
  return sum
}
