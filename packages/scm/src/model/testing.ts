/** Random finite models, and an evaluation of them that shares nothing with the engine. Support of tests. */
import type { Random } from '../random.ts'
import type { EndogenousVariable, ExogenousBlock, FiniteScmDescription } from './finiteScm.ts'
import type { World, WorldAtom } from './worlds.ts'

export type RandomModelOptions = {
  random: Random
  endogenous: number
  /** Exogenous variables, each in a block of its own, but the first two in one when there are three or more. */
  exogenous: number
  mostCard?: number
  mostParents?: number
}

/** Variables V0, V1, …; every function is drawn at random over at most `mostParents` earlier variables. */
export function randomModel({ random, endogenous, exogenous, mostCard = 3, mostParents = 3 }: RandomModelOptions) {
  const below = (n: number) => Math.floor(random() * n)
  const card = () => 2 + below(mostCard - 1)
  const names = Array.from({ length: exogenous }, (_, i) => `U${i}`)
  const cards = new Map(names.map((name) => [name, card()]))
  const groups =
    exogenous >= 3 ? [names.slice(0, 2), ...names.slice(2).map((name) => [name])] : names.map((name) => [name])
  const blocks = groups.map((members): ExogenousBlock => {
    const sizes = members.map((name) => cards.get(name)!)
    const weights = Array.from({ length: sizes.reduce((a, b) => a * b, 1) }, () => 1 + below(9))
    const total = weights.reduce((a, b) => a + b, 0)
    return { names: members, cards: sizes, p: weights.map((weight) => `${weight}/${total}`) }
  })
  const variables: EndogenousVariable[] = []
  for (let i = 0; i < endogenous; i++) {
    const choices = [...names, ...variables.map(({ name }) => name)]
    const parents = [...new Set(Array.from({ length: 1 + below(mostParents) }, () => choices[below(choices.length)]!))]
    const size = parents.reduce((product, name) => product * cards.get(name)!, 1)
    const own = card()
    variables.push({ name: `V${i}`, card: own, parents, table: Array.from({ length: size }, () => below(own)) })
    cards.set(`V${i}`, own)
  }
  return { exogenous: blocks, endogenous: variables } satisfies FiniteScmDescription
}

/** P(event | given) by going through every exogenous setting and working every world out on its own. */
export function enumerated(
  model: FiniteScmDescription,
  event: readonly WorldAtom[],
  given: readonly WorldAtom[] = [],
): number {
  let whole = 0
  let part = 0
  for (const { setting, p } of settings(model.exogenous)) {
    const holds = (atom: WorldAtom) => {
      const value = valueIn(model, setting, atom.variable, atom.do ?? {})
      return Array.isArray(atom.value) ? atom.value.includes(value) : atom.value === value
    }
    if (!given.every(holds)) continue
    whole += p
    if (event.every(holds)) part += p
  }
  return whole === 0 ? Number.NaN : part / whole
}

export function* settings(blocks: readonly ExogenousBlock[]): Generator<{ setting: Map<string, number>; p: number }> {
  const [first, ...rest] = blocks
  if (!first) return yield { setting: new Map(), p: 1 }
  for (const { setting, p } of settings(rest))
    for (let entry = 0; entry < first.p.length; entry++) {
      const extended = new Map(setting)
      let left = entry
      for (const [i, name] of [...first.names.entries()].reverse()) {
        extended.set(name, left % first.cards[i]!)
        left = Math.floor(left / first.cards[i]!)
      }
      const weight = first.p[entry]!
      const [above, below = '1'] = String(weight).split('/')
      yield { setting: extended, p: (p * Number(above)) / Number(below) }
    }
}

/** The value of a variable in a world, by recursion over its function. */
export function valueIn(
  model: FiniteScmDescription,
  setting: ReadonlyMap<string, number>,
  name: string,
  world: World,
): number {
  const set = world[name]
  if (typeof set === 'object') return valueIn(model, setting, set.variable, set.do ?? {})
  if (set !== undefined) return Number(set)
  const known = setting.get(name)
  if (known !== undefined) return known
  const { parents, table, equation } = model.endogenous.find((one) => one.name === name)!
  const values = parents.map((parent) => valueIn(model, setting, parent, world))
  if (equation) return Number(equation(Object.fromEntries(parents.map((parent, i) => [parent, values[i]!]))))
  const cards = parents.map((parent) => cardOf(model, parent))
  return table![values.reduce((row, value, i) => row * cards[i]! + value, 0)]!
}

function cardOf({ exogenous, endogenous }: FiniteScmDescription, name: string): number {
  for (const block of exogenous) if (block.names.includes(name)) return block.cards[block.names.indexOf(name)]!
  return endogenous.find((one) => one.name === name)!.card
}
