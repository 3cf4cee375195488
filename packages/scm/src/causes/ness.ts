/**
 * NESS: a necessary element of a sufficient set (Wright 1985), in structural models as Beckers (2021, "The counterfactual
 * NESS definition of causation", AAAI) states it.
 *
 *   S⃗ = s⃗ is sufficient for Y = y when Y is y whatever the other parents of Y are, exogenous ones included.
 *   X = x directly NESS-causes Y = y when some W⃗ has its actual values w⃗, {X = x, W⃗ = w⃗} is sufficient for Y = y and
 *   W⃗ = w⃗ alone is not.
 *   X = x NESS-causes Y = y when a chain of direct NESS causes leads from one to the other.
 */
import { type CausalSetting, resultOf } from './setting.ts'

/** One link of a chain: `cause` is needed in a set with `others` (all at their actual values) that suffices for `effect`. */
export type NessStep = { cause: number; effect: number; others: readonly number[] }

/** The shortest chain from the cause to the effect, or `undefined`. */
export function nessChain(setting: CausalSetting, cause: number, effect: number): NessStep[] | undefined {
  const reached = new Map<number, NessStep | undefined>([[cause, undefined]])
  const waiting = [cause]
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    for (const child of setting.relevant) {
      if (reached.has(child)) continue
      const others = directNessSet(setting, at, child)
      if (!others) continue
      reached.set(child, { cause: at, effect: child, others })
      if (child === effect) return chainTo(effect, reached)
      waiting.push(child)
    }
  }
  return undefined
}

/** The smallest W⃗ with which the cause directly NESS-causes the effect. */
function directNessSet({ model, actual }: CausalSetting, cause: number, effect: number): number[] | undefined {
  const { parents } = model.variables[effect]!.mechanism!
  if (!parents.includes(cause)) return undefined
  const endogenous = [...new Set(parents)].filter((parent) => parent !== cause && model.variables[parent]!.mechanism)
  for (const others of bySize(endogenous)) {
    if (isSufficient([...others, cause], effect) && !isSufficient(others, effect)) return others
  }
  return undefined

  function isSufficient(fixed: readonly number[], of: number): boolean {
    const values = actual.slice()
    const free = [...new Set(parents)].filter((parent) => !fixed.includes(parent))
    for (const parent of free) values[parent] = 0
    for (;;) {
      if (resultOf(model, of, values) !== actual[of]) return false
      let digit = free.length - 1
      while (digit >= 0 && ++values[free[digit]!]! === model.variables[free[digit]!]!.card) values[free[digit--]!] = 0
      if (digit < 0) return true
    }
  }
}

function chainTo(effect: number, reached: ReadonlyMap<number, NessStep | undefined>): NessStep[] {
  const chain: NessStep[] = []
  for (let step = reached.get(effect); step; step = reached.get(step.cause)) chain.unshift(step)
  return chain
}

/** All subsets, smaller ones first. */
export function* bySize<Item>(items: readonly Item[], most = items.length): Generator<Item[]> {
  for (let size = 0; size <= Math.min(most, items.length); size++) yield* ofSize(items, size)
}

/** All subsets of one size, in the order of the items. */
export function* ofSize<Item>(items: readonly Item[], size: number, start = 0): Generator<Item[]> {
  if (size === 0) return yield []
  for (let i = start; i <= items.length - size; i++)
    for (const rest of ofSize(items, size - 1, i + 1)) yield [items[i]!, ...rest]
}
