/** Drawing a value from a table of probabilities. */

/** The value whose part of [0, 1) holds `u`, of the probabilities in `p` from `start` on. */
export function drawFrom(p: Float64Array, start: number, card: number, u: number): number {
  let rest = u
  for (let value = 0; value < card - 1; value++) {
    rest -= p[start + value]!
    if (rest < 0) return value
  }
  let last = card - 1
  while (last > 0 && p[start + last] === 0) last-- // rounding must not draw what cannot be
  return last
}
