/**
 * AC2 of the three Halpern–Pearl definitions: is there a contingency under which the effect depends on the cause?
 *
 * With X⃗ = x⃗ the cause, φ the effect, v* the actual values, V the endogenous variables (Halpern 2016, ch. 2):
 *   AC2(a)    a partition (Z⃗, W⃗) of V with X⃗ ⊆ Z⃗ and settings x⃗′, w⃗′ such that (M,u) ⊨ [X⃗ ← x⃗′, W⃗ ← w⃗′]¬φ
 *   AC2(bᵒ)   [X⃗ ← x⃗, W⃗ ← w⃗′, Z⃗′ ← z⃗*]φ for all Z⃗′ ⊆ Z⃗ ∖ X⃗                          original (HP 2001)
 *   AC2(bᵘ)   [X⃗ ← x⃗, W⃗′ ← w⃗′, Z⃗′ ← z⃗*]φ for all W⃗′ ⊆ W⃗, Z⃗′ ⊆ Z⃗ ∖ X⃗                 updated (HP 2005)
 *   AC2(aᵐ)   AC2(a) with w⃗′ = w⃗*, and no (b)                                            modified (Halpern 2015)
 * But-for is the modified definition with W⃗ empty.
 *
 * The search decides one variable after another, causes first, and keeps the world of (a), which is one, beside the
 * worlds of (b), which are a set: freezing a variable matters only in a world where it would move, so a world splits only
 * there. What was decided earlier matters later only through the variables that are still read; a state of those that
 * failed once is not tried again.
 */
import { ScmError } from '../errors.ts'
import { type CausalSetting, resultOf } from './setting.ts'

export type HalpernPearl = 'original' | 'updated' | 'modified' | 'but-for'

export type ContingencyQuery = {
  definition: HalpernPearl
  /** The cause: variables by number, with their actual values. */
  cause: ReadonlyMap<number, number>
  /** What a smaller contingency is: fewer variables in W⃗, or fewer of them away from their actual values. */
  least?: 'variables' | 'changes'
  /** Worlds in which the effect fails that count; all by default. */
  admits?: (values: Int32Array) => boolean
  limit?: number
  signal?: AbortSignal
}

/** A contingency of least size. `values` is the world of AC2(a), right for the relevant variables. */
export type Contingency = { held: ReadonlyMap<number, number>; size: number; values: Int32Array }

const mostStates = 20_000_000

/** Throws `causes/too-large` when more than `limit` states would be visited: then nothing is known. */
export function findContingency(setting: CausalSetting, query: ContingencyQuery): Contingency | undefined {
  const search = createSearch(setting, query)
  const any = search(Infinity)
  if (!any) return undefined
  for (let budget = 0; budget < any.size; budget++) {
    const smaller = search(budget)
    if (smaller) return smaller
  }
  return any
}

function createSearch(setting: CausalSetting, query: ContingencyQuery): (budget: number) => Contingency | undefined {
  const { model, actual, relevant, holds } = setting
  const { definition, cause, least = 'variables', admits, limit = mostStates, signal } = query
  const withB = definition === 'original' || definition === 'updated'
  const live = liveAfter(setting)
  const there = actual.slice() // the world of (a)
  const held = new Map<number, number>()
  let failed = new Set<string>()
  let visited = 0

  function from(place: number, here: Int32Array[], left: number): boolean {
    if (++visited > limit) throw tooLarge(relevant.length, limit)
    if (visited % 8192 === 0) signal?.throwIfAborted()
    if (place === relevant.length) return !holds(there) && here.every(holds) && (admits?.(there) ?? true)
    const key = admits ? undefined : stateKey(place, live[place]!, there, here, left)
    if (key !== undefined && failed.has(key)) return false
    if (decide(place, here, left)) return true
    if (key !== undefined && failed.size < 2_000_000) failed.add(key)
    return false
  }

  function decide(place: number, here: Int32Array[], left: number): boolean {
    const variable = relevant[place]!
    const { card } = model.variables[variable]!
    if (cause.has(variable)) {
      const worlds = distinct(
        here.map((world) => withValue(world, variable, cause.get(variable)!)),
        live[place + 1]!,
      )
      for (let value = 0; value < card; value++) {
        there[variable] = value
        if (from(place + 1, worlds, left)) return true
      }
      return false
    }
    const moved = resultOf(model, variable, there)
    there[variable] = moved
    if (from(place + 1, distinct(freeOrFrozen(here, variable), live[place + 1]!), left)) return true
    if (definition === 'but-for') return false
    const options = definition === 'modified' ? (moved === actual[variable] ? [] : [actual[variable]!]) : range(card)
    for (const value of options) {
      const price = least === 'changes' && value === actual[variable] ? 0 : 1
      if (price > left) continue
      there[variable] = value
      held.set(variable, value)
      const worlds = definition === 'modified' ? here : distinct(heldOrFree(here, variable, value), live[place + 1]!)
      if (from(place + 1, worlds, left - price)) return true
      held.delete(variable)
    }
    return false
  }

  /** Z: in each world of (b) the variable follows its equation, or is frozen where it would move. */
  function freeOrFrozen(here: readonly Int32Array[], variable: number): Int32Array[] {
    return here.flatMap((world) => {
      const value = resultOf(model, variable, world)
      const free = withValue(world, variable, value)
      return value === actual[variable] ? [free] : [free, withValue(world, variable, actual[variable]!)]
    })
  }

  /** W: held in each world of (b); the updated definition also lets it go. */
  function heldOrFree(here: readonly Int32Array[], variable: number, value: number): Int32Array[] {
    return here.flatMap((world) => {
      const kept = withValue(world, variable, value)
      const free = definition === 'updated' ? resultOf(model, variable, world) : value
      return free === value ? [kept] : [kept, withValue(world, variable, free)]
    })
  }

  return (budget) => {
    failed = new Set()
    held.clear()
    const here = withB ? [actual] : []
    if (!from(0, here, budget)) return undefined
    const moved = [...held].filter(([variable, value]) => value !== actual[variable]).length
    return { held: new Map(held), size: least === 'changes' ? moved : held.size, values: there.slice() }
  }
}

/** For every place, the relevant variables before it that are still read at or after it. */
function liveAfter({ model, relevant, effectVariables }: CausalSetting): number[][] {
  const lastRead = new Map<number, number>()
  for (const [place, variable] of relevant.entries())
    for (const parent of model.variables[variable]!.mechanism!.parents) lastRead.set(parent, place)
  for (const variable of effectVariables) lastRead.set(variable, relevant.length)
  return Array.from({ length: relevant.length + 1 }, (_, place) =>
    relevant.slice(0, place).filter((variable) => (lastRead.get(variable) ?? -1) >= place),
  )
}

function stateKey(
  place: number,
  live: readonly number[],
  there: Int32Array,
  here: readonly Int32Array[],
  left: number,
): string {
  const worlds = here.map((world) => project(world, live)).sort()
  return `${place};${left};${project(there, live)};${worlds.join(';')}`
}

function project(world: Int32Array, live: readonly number[]): string {
  let text = ''
  for (const variable of live) text += `${world[variable]},`
  return text
}

/** One world of each kind that differs in what is still read. */
function distinct(worlds: Int32Array[], live: readonly number[]): Int32Array[] {
  if (worlds.length < 2) return worlds
  return [...new Map(worlds.map((world) => [project(world, live), world])).values()]
}

function withValue(world: Int32Array, variable: number, value: number): Int32Array {
  if (world[variable] === value) return world
  const other = world.slice()
  other[variable] = value
  return other
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, value) => value)
}

function tooLarge(variables: number, limit: number): ScmError {
  return new ScmError(
    'causes/too-large',
    `The search for a contingency over ${variables} variables went past ${limit} states without an answer.`,
    {
      hint: 'Raise `limit`, ask about a smaller effect, or use the modified definition, whose search is shorter.',
      details: { variables, limit },
    },
  )
}
