/** Questions about several worlds: conjunctions of atoms “variable would have been value, had `do` been set”. */
import { ScmError } from '../errors.ts'
import { keyOf, type Term, term } from '../expression/expression.ts'
import type { Graph } from '../graph/graph.ts'
import { type Admg, observedSet } from '../identification/admg.ts'
import { firstOf } from '../identification/nodeSet.ts'

export type CounterfactualValue = string | number

/** A value, or the value a variable would have had in another world: `do: { M: { variable: 'M', do: { X: 0 } } }`. */
export type CounterfactualAction =
  | CounterfactualValue
  | { readonly variable: string; readonly do?: CounterfactualActions }

export type CounterfactualActions = { readonly [variable: string]: CounterfactualAction }

export type CounterfactualAtom = {
  readonly variable: string
  readonly value: CounterfactualValue
  readonly do?: CounterfactualActions
}

/** P(event | given). */
export type CounterfactualQuery = {
  readonly event: readonly CounterfactualAtom[]
  readonly given?: readonly CounterfactualAtom[]
}

/** An atom on node numbers; values are terms, fixed or running. */
export type Atom = { readonly node: number; readonly value: Term; readonly world: ReadonlyMap<number, Term> }

/** The atoms with nested actions taken apart, and the running values that this brought in, over which to sum. */
export type PlainAtoms = { readonly atoms: readonly Atom[]; readonly summed: readonly Term[] }

/**
 * Y_{x, M_{x′}} = y becomes Y_{x, m} = y ∧ M_{x′} = m, summed over m (counterfactual unnesting: Correa, Lee & Bareinboim
 * 2021, theorem 1). The primes of the new values start at `firstPrime`.
 */
export function plainAtoms(
  graph: Graph,
  admg: Admg,
  atoms: readonly CounterfactualAtom[],
  firstPrime: number,
): PlainAtoms {
  const plain: Atom[] = []
  const summed: Term[] = []
  const nodeOf = (name: string) => firstOf(observedSet(graph, admg, name, 'variable of a counterfactual'))
  const worldOf = (actions: CounterfactualActions = {}): Map<number, Term> => {
    const world = new Map<number, Term>()
    for (const [name, action] of Object.entries(actions)) world.set(nodeOf(name), valueIn(name, action))
    return world
  }
  const valueIn = (name: string, action: CounterfactualAction): Term => {
    if (typeof action !== 'object') return fixedTerm(name, action)
    if (action.variable !== name)
      throw new ScmError('counterfactual/nested', `“${name}” cannot be set to the value of “${action.variable}”.`, {
        hint: `Nest the variable itself: do: { ${name}: { variable: "${name}", do: { … } } }.`,
      })
    const value = term(name, firstPrime + summed.length)
    summed.push(value)
    plain.push({ node: nodeOf(name), value, world: worldOf(action.do) })
    return value
  }
  for (const { variable, value, do: actions } of atoms)
    plain.push({ node: nodeOf(variable), value: fixedTerm(variable, value), world: worldOf(actions) })
  return { atoms: plain, summed }
}

function fixedTerm(variable: string, value: CounterfactualValue): Term {
  if (typeof value === 'string' || Number.isFinite(value)) return { variable, value }
  throw new ScmError('counterfactual/value', `“${variable}” is given the value ${value}.`, {
    hint: 'Give a level by its name or its number.',
  })
}

export function atomText(admg: Admg, { node, value, world }: Atom): string {
  const actions = [...world].map(([at, to]) => `${admg.names[at]} = ${to.value ?? keyOf(to)}`)
  const index = actions.length === 0 ? '' : `_{${actions.join(', ')}}`
  return `${admg.names[node]}${index} = ${value.value ?? keyOf(value)}`
}
