/** Random boolean scenarios, and what the definitions say of them taken literally: no engine, no pruning, every setting tried. */
import { integer } from '@causerie/lab'
import { defineScm, solution } from '@causerie/scm'
import type { Scenario } from './scenario.ts'

/** Variables in causal order; the last is the outcome. A root has its value as a table of one entry. */
export type BooleanEquations = readonly { parents: readonly number[]; table: readonly number[] }[]

/** Three to six variables; each but the first has up to three of those before it as parents, and a fair random table. */
export function randomEquations(random: () => number): BooleanEquations {
  return Array.from({ length: 3 + integer(random, 4) }, (_, at) => {
    const count = Math.min(at, at === 0 ? 0 : integer(random, 4))
    const before = Array.from({ length: at }, (__, other) => other)
    const parents = Array.from({ length: count }, () => before.splice(integer(random, before.length), 1)[0]!)
    return { parents, table: Array.from({ length: 2 ** count }, () => integer(random, 2)) }
  })
}

const nameOf = (at: number) => `V${at}`

/** As the engine takes it; every variable but the outcome is an event that is asked about. */
export function asScenario(equations: BooleanEquations): Scenario {
  const model = defineScm({
    exogenous: [],
    endogenous: equations.map(({ parents, table }, at) => ({
      name: nameOf(at),
      card: 2,
      parents: parents.map(nameOf),
      table,
    })),
  })
  const actual = solution(model, { context: {} })
  const last = equations.length - 1
  return {
    title: 'A random scenario',
    model,
    context: {},
    actual,
    outcome: { name: nameOf(last), value: actual[nameOf(last)]! },
    events: Array.from({ length: last }, (_, at) => ({
      name: nameOf(at),
      value: actual[nameOf(at)]!,
      order: at,
      normViolated: false,
      intended: false,
      focal: true,
    })),
  }
}

type Set = readonly (number | undefined)[]

function worldUnder(equations: BooleanEquations, set: Set): number[] {
  const values: number[] = []
  for (const [at, { parents, table }] of equations.entries())
    values.push(set[at] ?? table[parents.reduce((row, parent) => 2 * row + values[parent]!, 0)]!)
  return values
}

/** The three formal factors of event `event`, by the definitions as they are written. */
export function literalFactors(equations: BooleanEquations, event: number) {
  const actual = worldUnder(equations, [])
  const outcome = equations.length - 1
  const fails = (set: Set) => worldUnder(equations, set)[outcome] !== actual[outcome]
  const others = Array.from({ length: outcome }, (_, at) => at).filter((at) => at !== event)
  const free = others.filter((at) => !isDescendant(equations, at, event))
  const withEvent = (value: number, held: readonly (readonly [number, number])[]): Set => {
    const set: (number | undefined)[] = []
    set[event] = value
    for (const [at, to] of held) set[at] = to
    return set
  }
  const otherwise = 1 - actual[event]!
  return {
    sufficient: !subsets(free).some((ones) =>
      fails(
        withEvent(
          actual[event]!,
          free.map((at) => [at, Number(ones.includes(at))] as const),
        ),
      ),
    ),
    necessary: fails(withEvent(otherwise, [])),
    halpernPearl: subsets(others).some((held) =>
      fails(
        withEvent(
          otherwise,
          held.map((at) => [at, actual[at]!] as const),
        ),
      ),
    ),
  }
}

function isDescendant(equations: BooleanEquations, at: number, of: number): boolean {
  return equations[at]!.parents.some((parent) => parent === of || isDescendant(equations, parent, of))
}

function subsets(items: readonly number[]): number[][] {
  return Array.from({ length: 2 ** items.length }, (_, code) => items.filter((__, at) => (code >> at) & 1))
}
