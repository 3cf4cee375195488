/**
 * Whether two witnesses of a joint effect also differ in a conditional one, by enumeration of their coins.
 *
 * That P(y, z | do(x)) differs does not make P(y | do(x), z) differ: the models may differ in P(z | do(x)) alone.
 */
import { stridesOf } from '../expression/factor.ts'
import type { FiniteModel } from '../model/finiteScm.ts'
import type { Witness } from './witness.ts'

export type ConditionalEffect = {
  readonly treatment: readonly string[]
  readonly outcome: readonly string[]
  readonly given: readonly string[]
}

/** Above this many coins the question is left open. */
const mostCoins = 14

const leastDifference = 1e-6

export function differsGiven([one, other]: Witness, effect: ConditionalEffect): boolean {
  if (Math.max(one.exogenous.length, other.exogenous.length) > mostCoins) return false
  const cards = effect.treatment.map((name) => one.endogenous.find((each) => each.name === name)!.card)
  const settings = cards.reduce((size, card) => size * card, 1)
  const strides = stridesOf(cards)
  for (let setting = 0; setting < settings; setting++) {
    const set = new Map(effect.treatment.map((name, at) => [name, Math.floor(setting / strides[at]!) % cards[at]!]))
    const [a, b] = [conditionalOf(one, set, effect), conditionalOf(other, set, effect)]
    for (const [cell, probability] of a) if (Math.abs(probability - (b.get(cell) ?? 0)) > leastDifference) return true
  }
  return false
}

/** P(outcome | do(set), given), by values. */
function conditionalOf(model: FiniteModel, set: ReadonlyMap<string, number>, { outcome, given }: ConditionalEffect) {
  const joint = new Map<string, number>()
  const condition = new Map<string, number>()
  const add = (mass: Map<string, number>, key: string, weight: number) => mass.set(key, (mass.get(key) ?? 0) + weight)
  const cards = new Map(model.endogenous.map(({ name, card }) => [name, card]))
  for (let coins = 0; coins < 2 ** model.exogenous.length; coins++) {
    const values = new Map<string, number>()
    let weight = 1
    for (const [at, { names, p }] of model.exogenous.entries()) {
      const side = (coins >> at) & 1
      values.set(names[0]!, side)
      weight *= p[side]!
    }
    for (const { name, parents, table } of model.endogenous) {
      const row = parents.reduce((at, parent) => at * (cards.get(parent) ?? 2) + values.get(parent)!, 0)
      values.set(name, set.get(name) ?? table[row]!)
    }
    const z = given.map((name) => values.get(name)).join()
    add(condition, z, weight)
    add(joint, `${outcome.map((name) => values.get(name)).join()}|${z}`, weight)
  }
  return new Map([...joint].map(([key, weight]) => [key, weight / condition.get(key.split('|')[1]!)!]))
}
