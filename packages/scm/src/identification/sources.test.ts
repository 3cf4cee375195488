/** Effects from experiments on other variables, from other populations, and from selected units. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluate, type Measured } from '../expression/evaluate.ts'
import { toText } from '../expression/toText.ts'
import type { DiscreteJoint } from '../probability/joint.ts'
import {
  admg,
  experimentOf,
  jointOfModel,
  type LatentModel,
  largestGap,
  type Random,
  randomAdmg,
  randomModel,
  seededRandom,
  truth,
} from '../testing/latentModels.ts'
import { type Identified, identify } from './identify.ts'
import type { NotIdentified } from './notIdentified.ts'
import type { SourceDescription } from './sources.ts'

const text = (graph: string, sources: SourceDescription[], given: string[] = []) => {
  const found = identify(admg(graph), { treatment: 'X', outcome: 'Y', given, sources })
  return found.identifiable ? toText(found.estimand) : found.reason
}

describe('experiments on other variables (z-identification, g-identification)', () => {
  const surrogate = 'Z -> X -> Y, Z <-> X, Z <-> Y'

  test('a surrogate experiment makes a hedge fall (Bareinboim & Pearl 2012)', () => {
    expect(identify(admg(surrogate), { treatment: 'X', outcome: 'Y' }).identifiable).toBe(false)
    expect(text(surrogate, [{ do: [] }, { do: ['Z'] }])).toBe('P(Y | do(Z), X)')
  })

  test('an experiment on the treatment itself answers at once', () => {
    expect(text('X -> Y, X <-> Y', [{ do: 'X' }])).toBe('P(Y | do(X))')
  })

  test('two experiments are put together (Lee, Correa & Bareinboim 2019)', () => {
    const graph = 'X1 -> Y, X2 -> Y, X1 -> X2, X1 <-> X2, X2 <-> Y, X1 <-> Y'
    const ask = (sources: SourceDescription[]) =>
      identify(admg(graph), { treatment: ['X1', 'X2'], outcome: 'Y', sources }).identifiable
    expect(ask([{ do: [] }])).toBe(false)
    expect(ask([{ do: [] }, { do: ['X1'] }])).toBe(false)
    expect(ask([{ do: ['X1', 'X2'] }])).toBe(true)
    expect(ask([{ do: ['X1', 'X2'], subsets: true }])).toBe(true)
  })

  test.each([
    ['Z -> X -> Y, Z <-> X, Z <-> Y', true],
    ['Z -> X -> Y, X <-> Y, Z <-> Y', false],
    ['Z -> Y, X -> Y, X <-> Z, Z <-> Y', false],
  ])('Bareinboim & Pearl 2012, p. 114: %s', (graph, expected) => {
    const sources = [{ do: ['Z'], subsets: true }]
    expect(identify(admg(graph), { treatment: 'X', outcome: 'Y', sources }).identifiable).toBe(expected)
  })

  test('only what is named is used: without observations they do not help', () => {
    const found = identify(admg('X -> Z -> Y, X <-> Y'), { treatment: 'X', outcome: 'Y', sources: [{ do: ['Z'] }] })
    expect(found.identifiable).toBe(false)
    expect((found as NotIdentified).reason).toMatch(/Z was set in the experiment do\(Z\)/)
  })

  test('random graphs: whatever is identified is the effect', () => {
    let identified = 0
    let beyond = 0
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed)
        const graph = randomAdmg(random, 5, 0.5, 0.3)
        const sets = [[], ...[1, 2].map(() => graph.nodes.filter(() => random() < 0.3))].filter(() => random() < 0.8)
        if (sets.length === 0) return
        const query = randomQuery(graph.nodes, random)
        const found = identify(graph, { ...query, sources: sets.map((set) => ({ do: set })) })
        if (!found.identifiable) return
        identified++
        if (!identify(graph, query).identifiable) beyond++
        const model = randomModel(graph, random)
        const measured = sets.map((set) => ({ do: set, distribution: experimentOf(model, set) }))
        expect(gap(found, measured, model, query)).toBeLessThan(1e-9)
      }),
      { numRuns: 300, seed: 3 },
    )
    expect(identified).toBeGreaterThan(100)
    expect(beyond).toBeGreaterThan(5)
  })
})

describe('other populations (transportability)', () => {
  test('re-weighting by a covariate (Pearl & Bareinboim 2014, fig. 2 (b))', () => {
    const sources = [{ do: [] }, { domain: 'a', do: ['X'], selection: ['Z'] }]
    expect(text('Z -> Y, X -> Y, X <-> Y', sources)).toBe('Σ_{Z} P(Z) P^{a}(Y | do(X), Z)')
  })

  test('a difference at the outcome forbids it', () => {
    const sources = [{ do: [] }, { domain: 'a', do: ['X'], selection: ['Y'] }]
    expect(text('X -> Y, X <-> Y', sources)).toMatch(/the mechanism of Y may differ in the experiment do\(X\) of “a”/)
  })

  test('a mediator that differs is taken from the target; sources are tried in the order given', () => {
    const sources = [{ domain: 'a', do: ['X'], selection: ['Z'] }, { do: [] }]
    expect(text('X -> Z -> Y, X <-> Y', sources)).toBe('Σ_{Z} P(Z | X) P^{a}(Y | do(X), Z)')
  })

  test('two populations, two experiments (Tikka & Karvanen 2019, fig. 8)', () => {
    const graph = admg(
      'X1 -> Y1, X1 -> Y2, W -> Y1, W -> Y2, Z -> Y1, Z -> X2 -> Y2, Z -> Y2, X1 <-> Y1, Z <-> W, Z <-> X2',
    )
    const sources = [
      { do: [] },
      { domain: '1', do: ['X1'], selection: ['Y2'] },
      { domain: '2', do: ['X2'], selection: ['X2'] },
    ]
    const found = identify(graph, { treatment: ['X1', 'X2'], outcome: ['Y1', 'Y2'], sources }) as Identified
    expect(toText(found.estimand)).toContain('P^{1}(Y1 | do(X1), W, Z)')
    const target = randomModel(graph, seededRandom(1))
    const source = (nodes: string[], seed: number) =>
      otherPopulation(target, randomModel(graph, seededRandom(seed)), nodes)
    const measured = [
      { distribution: jointOfModel(target) },
      { domain: '1', do: ['X1'], distribution: experimentOf(source(['Y2'], 2), ['X1']) },
      { domain: '2', do: ['X2'], distribution: experimentOf(source(['X2'], 3), ['X2']) },
    ]
    expect(gap(found, measured, target, { treatment: ['X1', 'X2'], outcome: ['Y1', 'Y2'], given: [] })).toBeLessThan(
      1e-10,
    )
  })

  test('a selection without a domain is refused', () => {
    const ask = () => identify(admg('X -> Y'), { treatment: 'X', outcome: 'Y', sources: [{ selection: 'Y' }] })
    expect(ask).toThrow(/needs the name of its population/)
  })

  test('random selection diagrams with two populations: whatever is identified is the effect in the target', () => {
    let identified = 0
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed)
        const graph = randomAdmg(random, 5, 0.5, 0.3)
        const target = randomModel(graph, random)
        const query = randomQuery(graph.nodes, random)
        const sources: SourceDescription[] = []
        const measured: Measured<DiscreteJoint>[] = []
        if (random() < 0.5) {
          sources.push({ do: [] })
          measured.push({ distribution: jointOfModel(target) })
        }
        for (const domain of ['a', 'b']) {
          const selection = graph.nodes.filter(() => random() < 0.3)
          const set = graph.nodes.filter(() => random() < 0.25)
          const source = otherPopulation(target, randomModel(graph, random), selection)
          sources.push({ domain, do: set, selection })
          measured.push({ domain, do: set, distribution: experimentOf(source, set) })
        }
        const found = identify(graph, { ...query, sources })
        if (!found.identifiable) return
        identified++
        expect(gap(found, measured, target, query)).toBeLessThan(1e-9)
      }),
      { numRuns: 300, seed: 4 },
    )
    expect(identified).toBeGreaterThan(50)
  })
})

describe('sources that record only some variables', () => {
  test('what is not recorded is treated as latent there, and what is needed is named', () => {
    expect(text('Z -> X -> Y, Z -> Y', [{ observed: ['X', 'Y'] }])).toMatch(/\{X, Y\} and \{Y\} form a hedge/)
    const half = [{ observed: ['X', 'Y'] }, { observed: ['Z', 'X'] }]
    expect(text('Z -> X -> Y, Z -> Y', half)).toMatch(/Z is not recorded in the observations/)
    expect(text('X -> Y, Z -> Y, Z -> W', [{ observed: ['X', 'Y', 'W'] }])).toBe('P(Y | X)')
    expect(text('X -> M -> Y', [{ observed: ['X', 'M'] }, { observed: ['M', 'Y'] }])).toBe('Σ_{M} P(M | X) P(Y | M)')
  })

  test('random graphs with two partial sources: whatever is identified is the effect', () => {
    let identified = 0
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed)
        const graph = randomAdmg(random, 5, 0.4, 0.2)
        const query = randomQuery(graph.nodes, random)
        const model = randomModel(graph, random)
        const sources = [0, 1].map(() => ({
          do: graph.nodes.filter(() => random() < 0.2),
          observed: graph.nodes.filter(() => random() < 0.75),
        }))
        const found = identify(graph, { ...query, sources })
        // An axis that no source records has no levels.
        const axes = [...query.treatment, ...query.given, ...query.outcome]
        if (!axes.every((name) => sources.some((source) => [...source.do, ...source.observed].includes(name)))) return
        if (!found.identifiable) return
        identified++
        const measured = sources.map(({ do: set, observed }) => ({
          do: set,
          distribution: without(experimentOf(model, set), (name) => observed.includes(name) || set.includes(name)),
        }))
        expect(gap(found, measured, model, query)).toBeLessThan(1e-9)
      }),
      { numRuns: 400, seed: 6 },
    )
    expect(identified).toBeGreaterThan(60)
  })
})

describe('selected units (selection bias)', () => {
  test('selection on the treatment does no harm; on the outcome it does', () => {
    expect(text('X -> Y, X -> S', [{ selected: 'S' }])).toBe('P(Y | X, S = 1)')
    expect(text('X -> Y -> S', [{ selected: 'S' }])).toMatch(/selection reaches the district of Y/)
  })

  test('dividing out a district frees another (RC line 5)', () => {
    const graph = admg('W -> B -> Y, W <-> Y, W <-> A, A -> S')
    const query = { treatment: ['B'], outcome: ['Y'], given: [] }
    const found = identify(graph, { ...query, sources: [{ selected: 'S' }] }) as Identified
    expect(found.steps.map(({ line }) => line)).toContain('RC')
    for (const seed of [1, 2, 3]) {
      const model = randomModel(graph, seededRandom(seed))
      const measured = [{ selected: ['S'], distribution: selectedJoint(model) }]
      expect(gap(found, measured, model, query)).toBeLessThan(1e-10)
    }
  })

  test('random graphs: whatever RC recovers is the effect', () => {
    let recovered = 0
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed)
        const inner = randomAdmg(random, 5, 0.4, 0.2)
        const names = inner.nodes.slice(0, 4)
        const graph = inner
        const selected = inner.nodes[4]!
        const query = randomQuery(names, random)
        const found = identify(graph, { ...query, sources: [{ selected }] })
        if (!found.identifiable) return
        recovered++
        const model = randomModel(graph, random)
        const measured = [{ selected: [selected], distribution: selectedJoint(model) }]
        expect(gap(found, measured, model, query)).toBeLessThan(1e-9)
      }),
      { numRuns: 400, seed: 5 },
    )
    expect(recovered).toBeGreaterThan(60)
  })
})

describe('selected units with unbiased data beside (IDSB)', () => {
  test('a confounder known without selection', () => {
    // Z is tied to Y by a latent cause and decides who is selected: neither source has the factor of {Y, Z}.
    const query = { treatment: ['X'], outcome: ['Y'], given: [] }
    const graph = admg('X -> Y, Z <-> Y, Z -> X, Z -> S, X -> S')
    const biased = { selected: 'S' }
    const census = { observed: ['Z'] }
    expect(identify(graph, { ...query, sources: [biased] }).identifiable).toBe(false)
    expect(identify(graph, { ...query, sources: [census] }).identifiable).toBe(false)
    const found = identify(graph, { ...query, sources: [biased, census] }) as Identified
    expect(toText(found.estimand)).toBe('Σ_{Z} P(Z) P(Y | X, Z, S = 1)')
    expect(found.steps.map(({ line }) => line)).toContain('IDSB')
  })

  test('a proxy that separates the outcome from selection is summed over', () => {
    const graph = admg('Z -> X -> Y -> C, Z <-> Y, X -> C -> S')
    const query = { treatment: ['X'], outcome: ['Y'], given: [] }
    const found = identify(graph, {
      ...query,
      sources: [{ selected: 'S' }, { observed: ['X', 'Z', 'C'] }],
    }) as Identified
    expect(found.identifiable).toBe(true)
    const model = randomModel(graph, seededRandom(4))
    const joint = jointOfModel(model)
    const measured = [
      { selected: ['S'], distribution: selectedJoint(model) },
      { distribution: without(joint, (name) => ['X', 'Z', 'C'].includes(name)) },
    ]
    expect(gap(found, measured, model, query)).toBeLessThan(1e-10)
  })

  test('random graphs: whatever the two recover is the effect', () => {
    const counts = { recovered: 0, together: 0 }
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seededRandom(seed)
        const graph = randomAdmg(random, 5, 0.4, 0.25)
        const names = graph.nodes.slice(0, 4)
        const selected = graph.nodes[4]!
        const query = randomQuery(names, random)
        const observed = names.filter(() => random() < 0.6)
        const sources = [{ selected }, { observed }]
        const found = identify(graph, { ...query, sources })
        if (!found.identifiable) return
        counts.recovered++
        if (found.steps.some(({ line }) => line === 'IDSB')) counts.together++
        const model = randomModel(graph, random)
        const measured = [
          { selected: [selected], distribution: selectedJoint(model) },
          { distribution: without(jointOfModel(model), (name) => observed.includes(name)) },
        ]
        expect(gap(found, measured, model, query)).toBeLessThan(1e-9)
      }),
      { numRuns: 1500, seed: 9 },
    )
    expect(counts.recovered).toBeGreaterThan(60)
    expect(counts.together).toBeGreaterThan(10)
  })
})

type Query = { treatment: string[]; outcome: string[]; given: string[] }

function randomQuery(names: readonly string[], random: Random): Query {
  const roles = names.map(() => Math.floor(random() * 5))
  const outcome = names.filter((_, at) => roles[at] === 0)
  const last = names.at(-1)!
  const pick = (role: number) => names.filter((name, at) => roles[at] === role && (outcome.length > 0 || name !== last))
  return { treatment: pick(1), outcome: outcome.length > 0 ? outcome : [last], given: pick(2).slice(0, 1) }
}

function gap(found: Identified, measured: Measured<DiscreteJoint>[], model: LatentModel, query: Query): number {
  const { p } = evaluate(found.estimand, measured)
  return largestGap(p, truth(model, query.treatment, query.outcome, query.given))
}

/** The target's model with the mechanisms of some nodes, and their latent causes' effect on them, from another. */
function otherPopulation(target: LatentModel, other: LatentModel, nodes: readonly string[]): LatentModel {
  const tables = target.tables.map((table, at) => (nodes.includes(target.names[at]!) ? other.tables[at]! : table))
  return { ...target, tables }
}

/** P(others | last = 1). */
function selectedJoint(model: LatentModel): DiscreteJoint {
  const { variables, p } = jointOfModel(model)
  const kept = p.filter((_, cell) => cell % 2 === 1)
  const total = kept.reduce((sum, value) => sum + value, 0)
  return { variables: variables.slice(0, -1), p: kept.map((value) => value / total) }
}

/** Sums over the variables that are not kept. */
function without({ variables, p }: DiscreteJoint, keeps: (name: string) => boolean): DiscreteJoint {
  const kept = variables.map(({ name }) => keeps(name))
  const left = new Float64Array(2 ** kept.filter(Boolean).length)
  for (const [cell, value] of p.entries()) {
    const digits = variables.map((_, at) => (cell >> (variables.length - 1 - at)) & 1)
    left[digits.reduce((sum, digit, at) => (kept[at] ? sum * 2 + digit : sum), 0)]! += value
  }
  return { variables: variables.filter((_, at) => kept[at]), p: left }
}
