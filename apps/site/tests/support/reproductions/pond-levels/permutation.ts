import { shuffled as inRandomOrder, type Random } from '@causerie/lab'

type Options = { shuffles: number; side: 'both' | 'greater'; random: Random }

/** Phipson & Smyth (2010): p = (b + 1)/(m + 1). */
export function permutationTest(
  first: readonly number[],
  second: readonly number[],
  { shuffles, side, random }: Options,
) {
  const pooled = [...first, ...second]
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const difference = mean(first) - mean(second)
  const size = side === 'both' ? Math.abs : (value: number) => value
  const shuffled = Array.from({ length: shuffles }, () => {
    const order = inRandomOrder(pooled, random)
    return mean(order.slice(0, first.length)) - mean(order.slice(first.length))
  })
  const extreme = shuffled.filter((value) => size(value) >= size(difference) - 1e-12).length
  return { difference, p: (extreme + 1) / (shuffles + 1), shuffled }
}
