/** The joint and interventional distributions of finite structural causal models by enumeration, for tests. */
import type { FiniteModel } from '../model/finiteScm.ts'

/** The joint over the endogenous variables in the model's order, after some were set, by `name=value,…` keys. */
export function enumerate(model: FiniteModel, setTo: Readonly<Record<string, number>> = {}): Map<string, number> {
  const blocks = model.exogenous
  const mass = new Map<string, number>()
  const values: Record<string, number> = {}
  const cardOf = new Map<string, number>(model.endogenous.map(({ name, card }) => [name, card]))
  for (const { names, cards } of blocks) for (const [at, name] of names.entries()) cardOf.set(name, cards[at]!)
  const evaluate = (weight: number) => {
    for (const { name, parents, table } of model.endogenous) {
      let row = 0
      for (const parent of parents) row = row * cardOf.get(parent)! + values[parent]!
      values[name] = setTo[name] ?? table[row]!
    }
    const key = model.endogenous
      .map(({ name }) => name)
      .sort()
      .map((name) => `${name}=${values[name]}`)
      .join(',')
    mass.set(key, (mass.get(key) ?? 0) + weight)
  }
  const descend = (block: number, weight: number) => {
    if (block === blocks.length) return evaluate(weight)
    const { names, cards, p } = blocks[block]!
    p.forEach((probability, cell) => {
      if (probability === 0) return
      let rest = cell
      for (let at = names.length - 1; at >= 0; at--) {
        values[names[at]!] = rest % cards[at]!
        rest = Math.floor(rest / cards[at]!)
      }
      descend(block + 1, weight * probability)
    })
  }
  descend(0, 1)
  return mass
}

/** The distribution of some variables, by `name=value,…` keys. */
export function marginalOf(joint: ReadonlyMap<string, number>, names: readonly string[]): Map<string, number> {
  const mass = new Map<string, number>()
  for (const [key, weight] of joint) {
    const part = key
      .split(',')
      .filter((pair) => names.includes(pair.split('=')[0]!))
      .join(',')
    mass.set(part, (mass.get(part) ?? 0) + weight)
  }
  return mass
}

/** Half the sum of absolute differences. */
export function totalVariation(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const keys = new Set([...a.keys(), ...b.keys()])
  return [...keys].reduce((sum, key) => sum + Math.abs((a.get(key) ?? 0) - (b.get(key) ?? 0)), 0) / 2
}
