/**
 * A pair whose distribution over two rows is exact: θ ~ Beta, X | θ ~ Bernoulli(θ); ψ₀, ψ₁ ~ Beta, Y | X = x ~ Bernoulli(ψₓ).
 * The sixteen probabilities are ratios of rising factorials of the counts, without an integral.
 */
export type Beta = readonly [number, number]

export type PairFamily = { theta: Beta; psi0: Beta; psi1: Beta }

/** The family of the claim checks. */
export const standardFamily: PairFamily = { theta: [1, 1], psi0: [1, 3], psi1: [3, 1] }

/** Every parameter times `factor`: the larger, the less the mechanisms vary; their means stay. */
export function concentrated({ theta, psi0, psi1 }: PairFamily, factor: number): PairFamily {
  const times = ([a, b]: Beta): Beta => [a * factor, b * factor]
  return { theta: times(theta), psi0: times(psi0), psi1: times(psi1) }
}

/** P(x₁, y₁, x₂, y₂) at index 8x₁ + 4y₁ + 2x₂ + y₂. */
export function jointOfTwoRows({ theta, psi0, psi1 }: PairFamily): Float64Array {
  return Float64Array.from({ length: 16 }, (_, code) => {
    const [x1, y1, x2, y2] = [(code >> 3) & 1, (code >> 2) & 1, (code >> 1) & 1, code & 1] as [
      number,
      number,
      number,
      number,
    ]
    const ofY = (x: number) => [...(x1 === x ? [y1] : []), ...(x2 === x ? [y2] : [])]
    return sequence(theta, [x1, x2]) * sequence(psi0, ofY(0)) * sequence(psi1, ofY(1))
  })
}

/** The probability of these zeros and ones in this order (Pólya's urn). */
function sequence([a, b]: Beta, values: readonly number[]): number {
  let [ones, zeros, probability] = [0, 0, 1]
  for (const value of values) {
    probability *= (value === 1 ? a + ones : b + zeros) / (a + b + ones + zeros)
    if (value === 1) ones++
    else zeros++
  }
  return probability
}

const place = { x1: 8, y1: 4, x2: 2, y2: 1 } as const
export type Cell = keyof typeof place

/** I(a; b | given) in nats. */
export function mutualInformation(joint: Float64Array, a: Cell, b: Cell, given: readonly Cell[] = []): number {
  const z = given.reduce((mask, cell) => mask | place[cell], 0)
  const [all, za, zb, zOnly] = [z | place[a] | place[b], z | place[a], z | place[b], z].map((mask) =>
    marginal(joint, mask!),
  )
  let sum = 0
  for (let code = 0; code < 16; code++) {
    const p = joint[code]!
    if (p > 0) sum += p * Math.log((all!(code) * zOnly!(code)) / (za!(code) * zb!(code)))
  }
  return sum
}

function marginal(joint: Float64Array, mask: number): (code: number) => number {
  const sums = new Float64Array(16)
  for (const [code, p] of joint.entries()) sums[code & mask]! += p
  return (code) => sums[code & mask]!
}
