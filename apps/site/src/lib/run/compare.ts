/** What differs between two runs of one method. */
import type { Quantity, Report } from '@causerie/lab'
import { leaves, valueText } from './inputValue.ts'

export type Difference = { path: string; first: string; second: string }

export function inputDifferences(first: Record<string, unknown>, second: Record<string, unknown>): Difference[] {
  const [a, b] = [leaves(first), leaves(second)]
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((path) => JSON.stringify(a.get(path)) !== JSON.stringify(b.get(path)))
    .map((path) => ({ path, first: valueText(a.get(path)), second: valueText(b.get(path)) }))
}

export type Pair = {
  name: string
  first: Quantity | undefined
  second: Quantity | undefined
  /** Second minus first, of two numbers in one unit. */
  change: number | undefined
  /** Whether their intervals have a point in common; undefined where one has none. */
  overlap: boolean | undefined
}

/** The figures of both, by name and order of appearance. */
export function numberPairs(first: Report, second: Report): Pair[] {
  const [a, b] = [keyed(first.numbers), keyed(second.numbers)]
  return [...new Set([...a.keys(), ...b.keys()])].map((key) => pair(key.replace(/#\d+$/, ''), a.get(key), b.get(key)))
}

/** Two of one name are told apart by their order. */
function keyed(numbers: readonly Quantity[]): Map<string, Quantity> {
  const found = new Map<string, Quantity>()
  for (const quantity of numbers) {
    let times = 1
    while (found.has(`${quantity.name}#${times}`)) times++
    found.set(`${quantity.name}#${times}`, quantity)
  }
  return found
}

function pair(name: string, first: Quantity | undefined, second: Quantity | undefined): Pair {
  const areNumbers = typeof first?.value === 'number' && typeof second?.value === 'number' && first.unit === second.unit
  const [one, two] = [first?.interval, second?.interval]
  return {
    name,
    first,
    second,
    change: areNumbers ? (second.value as number) - (first.value as number) : undefined,
    overlap: one && two ? one.low <= two.high && two.low <= one.high : undefined,
  }
}
