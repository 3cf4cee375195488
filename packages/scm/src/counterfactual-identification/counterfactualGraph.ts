/**
 * The counterfactual graph (make-cg: Shpitser & Pearl 2007, 2008, § 4): the variables of all worlds that a conjunction
 * needs, each once.
 *
 * In causal order, copies of a variable in two worlds are one variable when their parents have the same values (lemma
 * 24); then their values are one value (lemma 25): a running value gives way to a fixed one, and two different fixed
 * values make the event impossible. What a sum runs over and nothing depends on is dropped.
 * Departs from the papers: the worlds are not drawn and then merged, but merged node by node as they are met, with values
 * as the only mark of a world. (The version of 2007 merges in any order; causal order is what makes it right.)
 */
import { keyOf, type Term, term } from '../expression/expression.ts'
import { type Admg, ancestorsWithin } from '../identification/admg.ts'
import { difference, hasNode, membersOf, type NodeSet, nodeSet } from '../identification/nodeSet.ts'
import type { Atom } from './counterfactualQuery.ts'

/** A variable of some world: its value and those of its parents there, by node. */
export type Copy = { readonly node: number; readonly value: Term; readonly parents: ReadonlyMap<number, Term> }

export type CounterfactualGraph =
  | { readonly consistent: true; readonly copies: readonly Copy[]; readonly summed: ReadonlyMap<string, Term> }
  | { readonly consistent: false; readonly variable: string }

/** Hands out running values: the same for the same variable with the same parents' values. */
export type Naming = (admg: Admg, node: number, parents: ReadonlyMap<number, Term>) => Term

export function namingFrom(firstPrime: number): Naming {
  const known = new Map<string, Term>()
  return ({ names }, node, parents) => {
    const key = copyKey(node, parents)
    const value = known.get(key) ?? term(names[node]!, firstPrime + known.size)
    known.set(key, value)
    return value
  }
}

function copyKey(node: number, parents: ReadonlyMap<number, Term>): string {
  return `${node}|${[...parents].map(([at, value]) => `${at}=${keyOf(value)}`).join('|')}`
}

export function counterfactualGraph(
  admg: Admg,
  atoms: readonly Atom[],
  nested: readonly Term[],
  naming: Naming,
): CounterfactualGraph {
  const values = new Values(nested)
  const worlds = worldsOf(admg, atoms)
  const copies: Copy[] = []
  for (const { node, value, world } of atoms)
    if (world.has(node) && !values.join(world.get(node)!, value))
      return { consistent: false, variable: admg.names[node]! }
  for (const node of admg.order) {
    const merged = new Map<string, Copy>()
    for (const world of worlds) {
      if (!hasNode(world.needed, node)) continue
      const parents = new Map(
        membersOf(admg.parents[node]!).map((parent) => [parent, values.of(world.valueOf(parent))]),
      )
      const key = copyKey(node, parents)
      const copy = merged.get(key) ?? { node, value: naming(admg, node, parents), parents }
      if (!merged.has(key)) values.sum(copy.value)
      merged.set(key, copy)
      world.values.set(node, copy.value)
      for (const asked of world.asked.get(node) ?? [])
        if (!values.join(copy.value, asked)) return { consistent: false, variable: admg.names[node]! }
    }
    copies.push(...merged.values())
  }
  const settled = copies.map(({ node, value, parents }) => ({
    node,
    value: values.of(value),
    parents: new Map([...parents].map(([at, each]) => [at, values.of(each)])),
  }))
  return { consistent: true, ...withoutBarren(settled, values) }
}

type WorldCopy = {
  /** Nodes that are not set and of which the atoms of this world are descendants. */
  readonly needed: NodeSet
  readonly asked: ReadonlyMap<number, readonly Term[]>
  readonly values: Map<number, Term>
  valueOf(node: number): Term
}

function worldsOf(admg: Admg, atoms: readonly Atom[]): WorldCopy[] {
  const groups = Map.groupBy(atoms, ({ world }) => copyKey(-1, new Map([...world].sort(([a], [b]) => a - b))))
  return [...groups.values()].map((group) => {
    const world = group[0]!.world
    const set = nodeSet(admg.names.length, world.keys())
    const own = group.filter(({ node }) => !world.has(node))
    const targets = nodeSet(
      admg.names.length,
      own.map(({ node }) => node),
    )
    const values = new Map<number, Term>(world)
    const byNode = Map.groupBy(own, ({ node }) => node)
    return {
      needed: ancestorsWithin(admg, targets, difference(admg.all, set)),
      asked: new Map([...byNode].map(([node, each]) => [node, each.map(({ value }) => value)])),
      values,
      valueOf: (node) => values.get(node)!,
    }
  })
}

/** Which running values are one, and which are summed over. Values that are neither are constants: all different. */
class Values {
  private readonly representative = new Map<string, Term>()
  readonly summed = new Map<string, Term>()

  constructor(nested: readonly Term[]) {
    for (const value of nested) this.sum(value)
  }

  sum(value: Term): void {
    if (!this.representative.has(keyOf(value))) this.summed.set(keyOf(value), value)
  }

  of(value: Term): Term {
    const other = this.representative.get(keyOf(value))
    return other === undefined ? value : this.of(other)
  }

  /** False when two different constants would have to be the same. */
  join(one: Term, other: Term): boolean {
    const [a, b] = [this.of(one), this.of(other)]
    if (keyOf(a) === keyOf(b)) return true
    const gone = this.summed.has(keyOf(a)) ? a : this.summed.has(keyOf(b)) ? b : undefined
    if (gone === undefined) return false
    this.representative.set(keyOf(gone), gone === a ? b : a)
    this.summed.delete(keyOf(gone))
    return true
  }
}

/** Σ over the value of a variable that nothing else mentions is 1. */
function withoutBarren(copies: readonly Copy[], { summed }: Values) {
  let kept = [...copies]
  const running = new Map(summed)
  for (let changed = true; changed; ) {
    const used = new Set(kept.flatMap(({ parents }) => [...parents.values()].map(keyOf)))
    const barren = kept.filter(({ value }) => running.has(keyOf(value)) && !used.has(keyOf(value)))
    kept = kept.filter((copy) => !barren.includes(copy))
    for (const { value } of barren) running.delete(keyOf(value))
    changed = barren.length > 0
  }
  return { copies: kept, summed: running }
}
