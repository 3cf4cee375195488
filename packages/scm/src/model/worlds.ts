/**
 * The network of several worlds at once: twin networks (Balke & Pearl 1994) and parallel worlds (Shpitser & Pearl 2007)
 * for any number of interventions, nested ones included.
 *
 * A node is a variable's function applied to nodes. Two worlds share a node when the function and all its inputs are the
 * same, so a copy exists only where an intervention makes a difference (the merging of lemma 24 in Shpitser & Pearl
 * 2008 comes of itself). Exogenous variables are the same in all worlds.
 */
import { ScmError } from '../errors.ts'
import { type FiniteScm, valueIndex, variableIndex } from './finiteScm.ts'

export type Value = number | string | boolean

/** What a variable is set to: a value, or whatever it (or another variable) would be in another world. */
export type World = { readonly [variable: string]: Value | WorldTerm }

/** A variable in a world: `{ variable: 'M', do: { X: 0 } }` is M as it would be, had X been 0. */
export type WorldTerm = { readonly variable: string; readonly do?: World }

/** A term with a value, or with any of several. */
export type WorldAtom = WorldTerm & { readonly value: Value | readonly Value[] }

/** `variable` is −1 for a constant. Inputs of an exogenous variable and of a constant are empty. */
export type WorldNode = {
  readonly variable: number
  readonly inputs: readonly number[]
  readonly constant?: number
  readonly card: number
}

/** What an atom says of its node: which values it allows. */
export type Demand = { readonly node: number; readonly allowed: readonly boolean[] }

export type Worlds = {
  readonly nodes: readonly WorldNode[]
  /** The node of a term, made if there was none. Throws `model/unknown-variable`, `model/unknown-value`, `worlds/depth`. */
  node(term: WorldTerm): number
}

const deepest = 64

export function createWorlds(model: FiniteScm): Worlds {
  const nodes: WorldNode[] = []
  const known = new Map<string, number>()
  const intern = (key: string, node: () => WorldNode): number => {
    let at = known.get(key)
    if (at === undefined) {
      at = nodes.push(node()) - 1
      known.set(key, at)
    }
    return at
  }

  function node(term: WorldTerm, depth = 0): number {
    if (depth > deepest) throw new ScmError('worlds/depth', `The intervention is nested more than ${deepest} deep.`)
    return inWorld(variableIndex(model, term.variable), settle(term.do ?? {}, depth), new Map())
  }

  /** The nodes that a world's variables are set to. */
  function settle(world: World, depth: number): Map<number, number> {
    const set = new Map<number, number>()
    for (const [name, to] of Object.entries(world)) {
      const variable = variableIndex(model, name)
      const { card, mechanism } = model.variables[variable]!
      if (!mechanism)
        throw new ScmError('worlds/exogenous', `“${name}” is exogenous and cannot be intervened on.`, {
          hint: 'Condition on it instead, or add an endogenous variable that copies it.',
        })
      if (typeof to === 'object') {
        const source = node(to, depth + 1)
        if (nodes[source]!.card !== card)
          throw new ScmError(
            'model/unknown-value',
            `“${name}” has ${card} values and cannot take those of “${to.variable}”.`,
          )
        set.set(variable, source)
      } else {
        const constant = valueIndex(model.variables[variable]!, to)
        set.set(
          variable,
          intern(`=${constant}/${card}`, () => ({ variable: -1, inputs: [], constant, card })),
        )
      }
    }
    return set
  }

  function inWorld(variable: number, set: ReadonlyMap<number, number>, done: Map<number, number>): number {
    const already = set.get(variable) ?? done.get(variable)
    if (already !== undefined) return already
    const { card, mechanism } = model.variables[variable]!
    const inputs = mechanism ? mechanism.parents.map((parent) => inWorld(parent, set, done)) : []
    const at = intern(`${variable}(${inputs.join()})`, () => ({ variable, inputs, card }))
    done.set(variable, at)
    return at
  }

  return { nodes, node: (term) => node(term) }
}
