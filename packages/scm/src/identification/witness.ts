/**
 * Two models with the same joint distribution and different effects: why no formula can exist.
 *
 * Shpitser & Pearl (2006), theorem 4, with bits. Latent causes are fair coins, one for every ↔ of the forest F. Every node
 * of F is the sum modulo 2 of its parents in F; in the second model, nodes of F′ leave out parents in F ∖ F′. In both
 * models the sum of the roots R is 0 (up to a coin N that falls on 1 once in 16 and is added to one root, so that every
 * value has positive probability) and everything else in F is uniform. After do(x) the sum of R is a fair coin in the
 * first model and N in the second.
 * Departs from the paper in how Y learns of R: the sum is sent along paths R → … → Y outside the forest as a *message*, a
 * second bit that a node keeps beside the first (`card` 4 for a node that has both), turned once in 16. The paper sends it through the nodes
 * themselves, which fails where such a path enters F again.
 */
import type { FiniteModel } from '../model/finiteScm.ts'
import type { Admg } from './admg.ts'
import type { HedgeNodes } from './hedge.ts'
import { hasNode, intersection, membersOf, type NodeSet } from './nodeSet.ts'

export type Witness = readonly [FiniteModel, FiniteModel]

const rarely = 1 / 16

/** `within` = An(Y) in G without the treatment: where messages may run. */
export function witnessOf(admg: Admg, hedge: HedgeNodes, outcome: NodeSet, within: NodeSet): Witness {
  const routes = routesTo(admg, outcome, within)
  const carriers = carriersOf(admg, hedge, routes)
  return [true, false].map((full) => modelOf(admg, hedge, carriers, full)) as unknown as Witness
}

/** The child through which a node reaches the outcome soonest; −1 at the outcome. */
function routesTo(admg: Admg, outcome: NodeSet, within: NodeSet): Int32Array {
  const next = new Int32Array(admg.names.length).fill(-1)
  const waiting = membersOf(outcome)
  const known = new Set(waiting)
  for (let at = 0; at < waiting.length; at++) {
    for (const parent of membersOf(intersection(admg.parents[waiting[at]!]!, within))) {
      if (known.has(parent)) continue
      known.add(parent)
      next[parent] = waiting[at]!
      waiting.push(parent)
    }
  }
  return next
}

/** Nodes that a message enters, each with the nodes that send one. */
function carriersOf({ names }: Admg, { roots }: HedgeNodes, next: Int32Array): Map<number, Set<number>> {
  const senders = new Map<number, Set<number>>()
  for (const root of membersOf(roots)) {
    for (let at = root; next[at]! >= 0; at = next[at]!) {
      const known = senders.get(next[at]!) ?? new Set()
      known.add(at)
      senders.set(next[at]!, known)
    }
  }
  return new Map([...senders].filter(([node]) => node < names.length))
}

type Part = { readonly name: string; readonly card: number; readonly bit: (value: number) => number }

function modelOf(
  admg: Admg,
  hedge: HedgeNodes,
  carriers: ReadonlyMap<number, ReadonlySet<number>>,
  full: boolean,
): FiniteModel {
  const noisyRoot = membersOf(hedge.roots)[0]!
  const isInner = (node: number) => hasNode(hedge.inner, node)
  const isOuter = (node: number) => hasNode(hedge.outer, node)
  const coins = hedge.bidirected.map(([a, b], at) => ({ a, b, name: `U${at + 1}` }))
  const cardOf = (node: number) => (isOuter(node) && carriers.has(node) ? 4 : 2)
  const ownBit = (node: number) => (value: number) => (cardOf(node) === 4 ? value >> 1 : value)
  // What a node sends on: its message, to which a root adds its own bit.
  const sentBit = (node: number) => (value: number) => {
    const message = cardOf(node) === 4 ? value & 1 : isOuter(node) ? 0 : value
    return hasNode(hedge.roots, node) ? message ^ ownBit(node)(value) : message
  }
  const exogenous = coins.map(({ name }) => ({ names: [name], cards: [2], p: [0.5, 0.5] }))
  exogenous.push({ names: ['N'], cards: [2], p: [1 - rarely, rarely] })
  const endogenous = admg.order.map((node) => {
    const keeps = isOuter(node)
    const own: Part[] = []
    const message: Part[] = []
    if (keeps) {
      for (const parent of membersOf(intersection(admg.parents[node]!, hedge.outer)))
        if (hedge.child[parent] === node && (full || !isInner(node) || isInner(parent)))
          own.push({ name: admg.names[parent]!, card: cardOf(parent), bit: ownBit(parent) })
      for (const { a, b, name } of coins)
        if ((a === node || b === node) && (full || !isInner(node) || (isInner(a) && isInner(b))))
          own.push({ name, card: 2, bit: (value) => value })
      if (node === noisyRoot) own.push({ name: 'N', card: 2, bit: (value) => value })
    }
    for (const sender of carriers.get(node) ?? [])
      message.push({ name: admg.names[sender]!, card: cardOf(sender), bit: sentBit(sender) })
    if (message.length > 0) {
      exogenous.push({ names: [`N_${admg.names[node]}`], cards: [2], p: [1 - rarely, rarely] })
      message.push({ name: `N_${admg.names[node]}`, card: 2, bit: (value) => value })
    }
    if (!keeps && message.length === 0) {
      exogenous.push({ names: [`E_${admg.names[node]}`], cards: [2], p: [0.5, 0.5] })
      message.push({ name: `E_${admg.names[node]}`, card: 2, bit: (value) => value })
    }
    return { name: admg.names[node]!, card: cardOf(node), ...functionOf(own, message, keeps && carriers.has(node)) }
  })
  return { exogenous, endogenous }
}

/** value = own sum, or (own sum, message sum) as two bits. */
function functionOf(own: readonly Part[], message: readonly Part[], both: boolean) {
  const parts = new Map<string, number>()
  for (const { name, card } of [...own, ...message]) parts.set(name, card)
  const parents = [...parts.keys()]
  const cards = [...parts.values()]
  const table: number[] = []
  const size = cards.reduce((product, card) => product * card, 1)
  for (let cell = 0; cell < size; cell++) {
    const values = new Map<string, number>()
    let rest = cell
    for (let at = parents.length - 1; at >= 0; at--) {
      values.set(parents[at]!, rest % cards[at]!)
      rest = Math.floor(rest / cards[at]!)
    }
    const total = (list: readonly Part[]) => list.reduce((sum, { name, bit }) => sum ^ bit(values.get(name)!), 0)
    table.push(both ? (total(own) << 1) | total(message) : total([...own, ...message]))
  }
  return { parents, table }
}
