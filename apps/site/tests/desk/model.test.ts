import { type FiniteScm, intervene, parseGraph, query } from '@causerie/scm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { askActualCause } from '../../src/routes/desk/questions/actualCause.ts'
import { askWhatIf, askWouldHaveBeen } from '../../src/routes/desk/questions/worlds.ts'
import { contextChoices } from '../../src/routes/desk/state/contexts.ts'
import { noQuestions } from '../../src/routes/desk/state/desk.ts'
import { addEdge, removeEdge, renameNode } from '../../src/routes/desk/state/edits.ts'
import { examples } from '../../src/routes/desk/state/examples.ts'
import {
  type FiniteDraft,
  modelOf,
  renamedModel,
  settingAt,
  settledModel,
  startModel,
  withLevels,
} from '../../src/routes/desk/state/modelDraft.ts'
import { startDesk } from '../../src/routes/desk/state/start.ts'
import { randomGraph } from './support.ts'

const graph = parseGraph('dag { X [exposure] Y [outcome] X -> Y  Z -> {X Y} }')
const start = startModel(graph, { kind: 'finite', seed: 3 }) as FiniteDraft
const probability = (model: unknown, of: string, set = {}) => query(model as FiniteScm, { of: [of], do: set }).p[1]!

describe('a model draft', () => {
  test('is uniform without a seed, the same again with one, and another with another', () => {
    expect((startModel(graph, { kind: 'finite' }) as FiniteDraft).variables.Y!.p).toEqual(Array(8).fill(0.5))
    expect(startModel(graph, { kind: 'finite', seed: 3 })).toEqual(start)
    expect(startModel(graph, { kind: 'finite', seed: 4 })).not.toEqual(start)
  })

  test('makes a model with its tables, whatever was drawn', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const drawn = randomGraph(seed, seed % 2 === 0 ? 'dag' : 'admg')
        const draft = startModel(drawn, { kind: 'finite', seed }) as FiniteDraft
        const model = modelOf(drawn, draft)
        for (const name of drawn.nodes.slice(0, 2)) {
          const { causes, cards, p } = draft.variables[name]!
          const row = Math.floor(p.length / 2 / 2)
          const set = Object.fromEntries(settingAt(row, cards).map((value, i) => [causes[i]!, value]))
          // Hidden causes cannot be set: they are seen instead, which is the same for what has no causes.
          const [known, hidden] = [
            Object.entries(set).filter(([cause]) => drawn.index.has(cause)),
            Object.entries(set).filter(([cause]) => !drawn.index.has(cause)),
          ]
          const answer = query(model as FiniteScm, {
            of: [name],
            do: Object.fromEntries(known),
            given: Object.fromEntries(hidden),
          })
          expect(answer.p[1]).toBeCloseTo(p[row * 2 + 1]!, 9)
        }
      }),
    )
  })

  test('keeps its rows when a cause comes, and those of the first level when one goes', () => {
    const grown = addEdge(addEdge(graph, 'Z', 'X'), 'X', 'Y')
    const withM = parseGraph('dag { X -> Y  Z -> {X Y}  M -> Y }')
    const more = settledModel(withM, start) as FiniteDraft
    expect(more.variables.Y!.p.length).toBe(16)
    for (const m of [0, 1])
      for (const x of [0, 1])
        for (const z of [0, 1])
          expect(probability(modelOf(withM, more), 'Y', { X: x, Z: z, M: m })).toBeCloseTo(
            probability(modelOf(graph, start), 'Y', { X: x, Z: z }),
            9,
          )
    const less = removeEdge(grown, grown.edges.find(({ from, to }) => from === 'Z' && to === 'Y')!)
    expect(probability(modelOf(less, settledModel(less, start)), 'Y', { X: 1 })).toBeCloseTo(
      probability(modelOf(graph, start), 'Y', { X: 1, Z: 0 }),
      9,
    )
  })

  test('follows a rename, in equations and in hidden causes too', () => {
    const admg = parseGraph('dag { X -> Y  X <-> Y }')
    const draft = startModel(admg, { kind: 'finite', seed: 1 }) as FiniteDraft
    const typed: FiniteDraft = {
      ...draft,
      variables: {
        ...draft.variables,
        Y: { ...draft.variables.Y!, form: 'equation', equation: 'X or noise and not X' },
      },
    }
    const renamed = renamedModel(typed, 'X', 'a dose') as FiniteDraft
    expect(renamed.variables.Y!.equation).toBe('"a dose" or noise and not "a dose"')
    const after = renameNode(admg, 'X', 'a dose')
    expect(settledModel(after, renamed)).toEqual(renamed)
    expect(probability(modelOf(after, renamed), 'Y', { 'a dose': 1 })).toBeCloseTo(
      probability(modelOf(admg, typed), 'Y', { X: 1 }),
      12,
    )
  })

  test('a third value comes with probability zero, and goes without a trace', () => {
    const three = withLevels(graph, start, 'X', ['none', 'some', 'much'])
    expect(three.variables.X!.p.slice(0, 3)[2]).toBe(0)
    expect(three.variables.Y!.p.length).toBe(12)
    expect(probability(modelOf(graph, three), 'Y')).toBeCloseTo(probability(modelOf(graph, start), 'Y'), 9)
    expect(withLevels(graph, three, 'X', ['0', '1'])).toEqual(start)
  })

  test.each([
    [{ p: [0.5, 0.6] }, 'Row 1 of the table of “Z” sums to 1.1'],
    [{ p: [Number.NaN, 1] }, 'has the entry NaN'],
    [{ form: 'equation' as const, equation: 'Y' }, '“Z”: Column 1 of the equation: “Y” is no cause'],
    [{ form: 'equation' as const, equation: '2' }, 'gets the value 2'],
    [{ form: 'equation' as const, noise: 2, equation: 'noise' }, 'is 1 with probability 2'],
  ])('%j is refused in words', (change, sentence) => {
    const draft: FiniteDraft = { ...start, variables: { ...start.variables, Z: { ...start.variables.Z!, ...change } } }
    expect(() => modelOf(graph, draft)).toThrow(sentence)
  })

  test('a linear one is the sums it says', () => {
    const linear = startModel(graph, { kind: 'linear', seed: 5 })
    if (linear.kind !== 'linear') return expect.fail('linear')
    const asked = { ...noQuestions, whatIf: { do: { X: 2 }, given: {}, of: 'Y' } }
    const { after } = askWhatIf(graph, linear, asked)
    expect(after.kind === 'normal' && after.mean).toBeCloseTo(2 * linear.variables.Y!.coefficients.X!, 9)
  })

  test('a partly directed graph has none', () => {
    expect(() => startModel(parseGraph('pdag { X -- Y }'), { kind: 'finite' })).toThrow('A model needs a DAG or ADMG')
  })
})

describe('questions to a model', () => {
  test('what if agrees with the intervention itself', () => {
    const { graph: drawn, model, ask } = startDesk()
    const { before, after } = askWhatIf(drawn, model!, ask)
    const scm = modelOf(drawn, model!) as FiniteScm
    expect(before.kind === 'finite' && before.p[1]).toBeCloseTo(probability(scm, 'pressure'), 9)
    expect(after.kind === 'finite' && after.p[1]).toBeCloseTo(
      probability(intervene(scm, { exercise: 1 }), 'pressure'),
      9,
    )
  })

  test('had the rifleman not shot, the prisoner would still be dead', () => {
    const { graph: drawn, model, ask } = examples.find(({ name }) => name === 'A firing squad')!.desk()
    const happened = { ...ask, wouldHaveBeen: { evidence: { death: 1 }, do: { A: 0 }, of: 'death' } }
    expect(askWouldHaveBeen(drawn, model!, happened).counterfactual).toMatchObject({ p: [0, 1] })
    const { causation } = askWouldHaveBeen(drawn, model!, happened)
    expect(causation.map(({ name, value }) => [name, value])).toEqual([
      ['PN', 0],
      ['PS', 1],
      ['PNS', 0.5],
    ])
  })

  test('impossible evidence is a sentence, not NaN', () => {
    const { graph: drawn, model, ask } = examples.find(({ name }) => name === 'A firing squad')!.desk()
    expect(() =>
      askWouldHaveBeen(drawn, model!, {
        ...ask,
        wouldHaveBeen: { evidence: { order: 1, death: 0 }, do: { A: 0 }, of: 'death' },
      }),
    ).toThrow('cannot occur in this model')
  })

  test('Suzy broke the bottle and Billy did not, with the witness in words (Halpern 2016, ex. 2.3.3)', () => {
    const { graph: drawn, model, ask } = examples.find(({ name }) => name === 'Two rocks and a bottle')!.desk()
    const suzy = askActualCause(drawn, model!, ask)
    expect(suzy.sentence).toBe('Suzy = 1 is a cause of bottle = 1.')
    expect(suzy.conditions.map(({ holds }) => holds)).toEqual([true, true, true])
    expect(suzy.witness).toBe(
      'Holding BillyHits = 0, as it was, had Suzy = 0 instead of Suzy = 1, bottle would have been 0.',
    )
    expect(suzy.happened).toEqual(
      expect.arrayContaining(['Suzy = 1', 'Billy = 1', 'SuzyHits = 1', 'BillyHits = 0', 'bottle = 1']),
    )
    const billy = askActualCause(drawn, model!, { ...ask, cause: { ...ask.cause, cause: { Billy: 1 } } })
    expect([billy.verdict, billy.reasons[0]]).toEqual([false, expect.stringContaining('AC2 fails')])
    const ness = askActualCause(drawn, model!, { ...ask, cause: { ...ask.cause, definition: 'NESS' } })
    expect([ness.verdict, ness.witness]).toEqual([true, expect.stringContaining('suffices for')])
  })

  test('circumstances are named by what they make happen', () => {
    const { graph: drawn, model } = examples.find(({ name }) => name === 'A fire, either way')!.desk()
    expect(contextChoices(drawn, model!)).toEqual([
      {
        name: 'noise of lightning',
        title: 'chance behind lightning',
        values: [
          { value: 0, label: 'lightning = 0' },
          { value: 1, label: 'lightning = 1' },
        ],
      },
      {
        name: 'noise of match',
        title: 'chance behind match',
        values: [
          { value: 0, label: 'match = 0' },
          { value: 1, label: 'match = 1' },
        ],
      },
    ])
  })

  test('a question without cause or effect says what is missing', () => {
    expect(() => askActualCause(graph, start, noQuestions)).toThrow('Say what may be the cause')
    expect(() => askActualCause(graph, startModel(graph, { kind: 'linear' }), noQuestions)).toThrow(
      'finitely many values',
    )
  })
})
