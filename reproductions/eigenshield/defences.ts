/**
 * Defences around a frozen linear head, and L2 attacks on them. For what is linear in x the strongest attack is known
 * exactly: against its direction, and it succeeds when ε‖v‖ exceeds the margin. No search is needed, none can do better.
 */
import { normal, type Random } from '@causerie/lab'
import type { Matrix } from '@causerie/scm/linear-algebra'
import { dot, type Filter, norm, projected } from './filter.ts'
import { type Head, margin } from './head.ts'

export type Defence = {
  name: string
  /** Whether a row is given its label. */
  isRight: (row: Float64Array, label: number) => boolean
  /** Whether an attacked row does no harm: it is given its label, or refused. */
  isSafe: (row: Float64Array, label: number) => boolean
  /** The length of the smallest change that does harm when the attacker knows the defence; 0 if the row is wrong already. */
  weakestAttack: (row: Float64Array, label: number) => number
}

/** The head behind a projection is a head again: margin ⟨P w, x⟩ + b + ⟨w − P w, μ⟩. */
export function headBehind({ weights, bias }: Head, { mean, basis }: Filter): Head {
  const kept = projected(weights, basis)
  return { weights: kept, bias: bias + dot(weights, mean) - dot(kept, mean) }
}

export function linearDefence(name: string, head: Head): Defence {
  const length = norm(head.weights)
  const isRight = (row: Float64Array, label: number) => label * margin(head, row) > 0
  return {
    name,
    isRight,
    isSafe: isRight,
    weakestAttack: (row, label) => Math.max(0, label * margin(head, row)) / length,
  }
}

/** The majority of `copies` rows with noise of SD `noise` added; the draws are fixed per defence, as a known seed would be. */
export function noiseAveraging(
  head: Head,
  { random, noise, copies = 25 }: { random: Random; noise: number; copies?: number },
): Defence {
  const length = norm(head.weights)
  // Noise reaches a linear head as noise of its margin. An odd number of draws has a middle one, and it decides.
  const draws = Array.from({ length: copies }, () => noise * length * normal(random)).sort((a, b) => a - b)
  const middle = draws[copies >> 1]!
  return { ...linearDefence('noise averaging', { ...head, bias: head.bias + middle }) }
}

/** Refuses where the head and the nearer class mean disagree: a stand-in for detection across two views. */
export function disagreementDetector(
  head: Head,
  classMeans: { positive: Float64Array; negative: Float64Array },
): Defence {
  const { positive, negative } = classMeans
  const second: Head = {
    weights: positive.map((value, j) => value - negative[j]!),
    bias: (dot(negative, negative) - dot(positive, positive)) / 2,
  }
  const agreed = (row: Float64Array, label: number) => label * margin(head, row) > 0 && label * margin(second, row) > 0
  return {
    name: 'detector (refuses)',
    isRight: agreed,
    isSafe: (row, label) => !agreed(row, -label),
    weakestAttack: (row, label) => distanceToBoth(row, label, head, second),
  }
}

/** The distance to the rows that both heads give to the other label. */
function distanceToBoth(row: Float64Array, label: number, first: Head, second: Head): number {
  const [m1, m2] = [Math.max(0, label * margin(first, row)), Math.max(0, label * margin(second, row))]
  const [a, b, c] = [
    dot(first.weights, first.weights),
    dot(second.weights, second.weights),
    dot(first.weights, second.weights),
  ]
  // Move along one alone, if that carries the other over too; else onto the edge where both margins are 0.
  const alone1 = m2 - (c * m1) / a <= 0 ? m1 / Math.sqrt(a) : Number.POSITIVE_INFINITY
  const alone2 = m1 - (c * m2) / b <= 0 ? m2 / Math.sqrt(b) : Number.POSITIVE_INFINITY
  const best = Math.min(alone1, alone2)
  if (best < Number.POSITIVE_INFINITY) return best
  const determinant = a * b - c * c
  return Math.sqrt(Math.max(0, (b * m1 * m1 - 2 * c * m1 * m2 + a * m2 * m2) / determinant))
}

export type Evaluation = {
  name: string
  clean: number
  /** Of the classes −1 and 1. */
  perClass: [number, number]
  /** One per ε: the attack made for the undefended head, and the attack made for this defence. */
  transfer: number[]
  adaptive: number[]
}

export type Evaluated = { x: Matrix; labels: ArrayLike<number> }

/** Accuracy of each defence on clean rows, and the share of rows it keeps safe under attacks of each length. */
export function evaluate(
  defence: Defence,
  { x, labels }: Evaluated,
  { epsilons, undefended }: { epsilons: readonly number[]; undefended: Head },
): Evaluation {
  const n = x.rows
  const rows = Array.from({ length: n }, (_, i) => x.values.subarray(i * x.columns, (i + 1) * x.columns))
  const right = rows.map((row, i) => defence.isRight(row, labels[i]!))
  const reach = rows.map((row, i) => (right[i] ? defence.weakestAttack(row, labels[i]!) : 0))
  const shareOf = (label: number) => {
    const own = rows.flatMap((_, i) => (labels[i] === label ? [right[i]!] : []))
    return own.filter(Boolean).length / Math.max(1, own.length)
  }
  return {
    name: defence.name,
    clean: right.filter(Boolean).length / n,
    perClass: [shareOf(-1), shareOf(1)],
    transfer: epsilons.map(
      (epsilon) =>
        rows.filter(
          (row, i) => right[i] && defence.isSafe(attackedRow(row, labels[i]!, epsilon, undefended), labels[i]!),
        ).length / n,
    ),
    adaptive: epsilons.map((epsilon) => reach.filter((distance, i) => right[i] && distance > epsilon).length / n),
  }
}

/** x − ε·y·w/‖w‖: the strongest change of length ε for this head. */
export function attackedRow(row: Float64Array, label: number, epsilon: number, { weights }: Head): Float64Array {
  const factor = (epsilon * label) / norm(weights)
  return row.map((value, j) => value - factor * weights[j]!)
}

/** Every row attacked, [n, p]. */
export function attackedTwins({ x, labels }: Evaluated, epsilon: number, head: Head): Matrix {
  const values = new Float64Array(x.values.length)
  for (let i = 0; i < x.rows; i++) {
    const row = x.values.subarray(i * x.columns, (i + 1) * x.columns)
    values.set(attackedRow(row, labels[i]!, epsilon, head), i * x.columns)
  }
  return { ...x, values }
}
