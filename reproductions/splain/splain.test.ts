import { readFileSync } from 'node:fs'
import { LabError, runMethod, seededRandom } from '@causerie/lab'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import claims from './claims.ts'
import { fuse, select } from './contributions.ts'
import { explain, plainText, sentencesOf } from './explain.ts'
import { compileTemplate, readBack, realise } from './grammar.ts'
import method from './method.ts'
import { likelihoodWord, verbalisers } from './verbalise.ts'
import { checkWarning, readWarning, type WarningInput } from './warning.ts'
import { exactProbability, makeWorld, warningOn, worstDay } from './world.ts'

const sensors = [{ id: 'k', kind: 'the counter', sourceDescription: 'a log', methodDescription: 'counting' }]
const plain = (more: Partial<WarningInput> = {}): WarningInput => ({
  id: 'W1',
  threatType: 'spear-phishing',
  target: 'Harbour Bank',
  window: { from: '2026-11-25T00:00:00+01:00', to: '2026-11-26T00:00:00+01:00' },
  issuedAt: '2026-11-24T07:00:00Z',
  fusion: { method: 'naive-bayes', prior: 0.05 },
  signals: [8, 4, 0.5].map((likelihoodRatio, at) => ({
    id: `s${at}`,
    label: `Signal ${at}`,
    sensorId: 'k',
    likelihoodRatio,
  })),
  sensors,
  ...more,
})
const tell = (raw: WarningInput) => explain(checkWarning(raw).warning)
const textOf = (raw: WarningInput) => plainText(tell(raw).headline)

function refusal(work: () => unknown): LabError {
  try {
    work()
  } catch (error) {
    if (error instanceof LabError) return error
    throw error
  }
  throw new Error('it was accepted')
}

describe('the grammar', () => {
  const list = compileTemplate('t', '<items: {name:name} ({value:number})>[ at {place:name}] (was|were:n) seen.')

  test('lists, optional parts and numbers of nouns', () => {
    const items = [
      { name: 'a', value: 1 },
      { name: 'b', value: 2.5 },
      { name: 'c', value: -3 },
    ]
    expect(realise(list, { items, n: 3 })).toBe('“a” (1), “b” (2.5) and “c” (−3) were seen.')
    expect(realise(list, { items: items.slice(0, 1), n: 1, place: 'home' })).toBe('“a” (1) at “home” was seen.')
    expect(() => realise(list, { n: 1 })).toThrow('Template t needs items.')
  })

  test('whatever a name holds, it comes back', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ name: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), value: fc.integer() }),
          { minLength: 1, maxLength: 5 },
        ),
        (items) => {
          const clean = items.map(({ name, value }) => ({
            name: name.replace(/\s+/g, ' '),
            value: Number(value.toPrecision(4)),
          }))
          expect(readBack(list, realise(list, { items: clean, n: clean.length }))).toEqual({ items: clean })
        },
      ),
    )
  })

  test.each([
    [0.05, 'very unlikely'],
    [0.2, 'unlikely'],
    [0.4, 'less likely than not'],
    [0.6, 'about even'],
    [0.8, 'likely'],
    [0.95, 'very likely'],
    [0.951, 'almost certain'],
  ])('%d is %s', (p, word) => {
    expect(likelihoodWord(p)).toBe(word)
  })

  test('what is unlikely never reads as impossible, nor what is likely as certain', () => {
    expect(verbalisers.probability.say(0.00004)).toBe('0.000040')
    expect(verbalisers.probability.say(0.99996)).toBe('0.999960')
    expect(verbalisers.probability.say(1)).toBe('1')
  })

  test('a moment keeps its zone, seconds only where there are any', () => {
    expect(verbalisers.moment.say('2026-11-24T07:00:00Z')).toBe('24 November 2026, 07:00 UTC')
    expect(verbalisers.moment.say('2026-11-24T07:00:05.250-05:00')).toBe('24 November 2026, 07:00:05 −05:00')
  })
})

describe('contributions', () => {
  test('π = .05 with ratios 8, 4 and .5, by hand', () => {
    const { probability, contributions } = fuse(checkWarning(plain()).warning)
    expect(probability).toBeCloseTo(0.8 / 1.75, 12)
    expect(contributions.map(({ without }) => without!.toFixed(4))).toEqual(['0.0952', '0.1739', '0.6275'])
  })

  test('noisy-or: 1 − (1 − π)(1 − q₁)(1 − q₂)', () => {
    const signals = [0.5, 0.2].map((strength, at) => ({ id: `s${at}`, label: `S${at}`, sensorId: 'k', strength }))
    const { probability, contributions } = fuse(
      checkWarning(plain({ fusion: { method: 'noisy-or', prior: 0.1 }, signals })).warning,
    )
    expect(probability).toBeCloseTo(1 - 0.9 * 0.5 * 0.8, 12)
    expect(contributions[0]!.without).toBeCloseTo(1 - 0.9 * 0.8, 12)
  })

  test('an opaque model is not given weights it does not state', () => {
    const signals = [
      { id: 'a', label: 'A', sensorId: 'k' },
      { id: 'b', label: 'B', sensorId: 'k', without: 0.3 },
    ]
    const text = textOf(plain({ fusion: { method: 'opaque', prior: 0.1, model: 'net-4' }, probability: 0.7, signals }))
    expect(text).toContain(
      '1 of 2 signals carries the warning: “B”, without which it would be less likely than not (0.300)',
    )
    expect(text).toContain('the model does not say with what weight: “A”')
    expect(text).toContain('A trained model (“net-4”) combines the signals')
  })

  test('a ratio of nought or infinity is clipped and called decisive', () => {
    expect(textOf(plain({ signals: [{ id: 'a', label: 'A', sensorId: 'k', likelihoodRatio: 0 }] }))).toContain(
      '“A” is decisive',
    )
  })

  test('where signs cancel, a share means nothing and all are told', () => {
    const signals = [8, 0.126].map((likelihoodRatio, at) => ({
      id: `s${at}`,
      label: `S${at}`,
      sensorId: 'k',
      likelihoodRatio,
    }))
    const fused = fuse(checkWarning(plain({ signals })).warning)
    expect(select(fused, { coverage: 0.5 })).toMatchObject({ cancelling: true })
    expect(select(fused, { coverage: 0.5 }).stated).toHaveLength(2)
  })

  test('the fewest signals that reach the coverage, at most so many, the rest named together', () => {
    const signals = [100, 50, 2, 1.5, 1.1].map((likelihoodRatio, at) => ({
      id: `s${at}`,
      label: `S${at}`,
      sensorId: 'k',
      likelihoodRatio,
    }))
    const fused = fuse(checkWarning(plain({ signals })).warning)
    expect(select(fused, { coverage: 0.8 }).stated.map(({ signal }) => signal.id)).toEqual(['s0', 's1'])
    expect(select(fused, { coverage: 1, most: 3 }).alsoConsidered).toHaveLength(2)
  })
})

describe('causes', () => {
  const graph = (text: string) => ({ text, threat: 'T' })
  const watched = (variable: string) => [{ id: 's', label: 'S', sensorId: 'k', likelihoodRatio: 3, variable }]

  test('because, where the threat’s effect is identified', () => {
    expect(textOf(plain({ signals: watched('X'), graph: graph('dag { T -> X }') }))).toContain(
      '“S” rose because such a threat raises',
    )
  })

  test('the method, where a hidden common cause stands in the way', () => {
    const text = textOf(plain({ signals: watched('X'), graph: graph('dag { H [latent] H -> T H -> X T -> X }') }))
    expect(text).not.toContain('because')
    expect(text).toContain('No causal link to the threat is established')
  })

  test('because again, once the common cause is observed', () => {
    expect(textOf(plain({ signals: watched('X'), graph: graph('dag { H -> T H -> X T -> X }') }))).toContain('because')
  })

  test('a variable the threat does not reach is no effect of it, however identified', () => {
    expect(textOf(plain({ signals: watched('X'), graph: graph('dag { X -> T }') }))).not.toContain('because')
    expect(textOf(plain({ signals: watched('nowhere'), graph: graph('dag { T -> X }') }))).not.toContain('because')
  })

  test('in one world some signals are confounded and others not', () => {
    const world = makeWorld({ sensors: 4, confounding: 1, confounded: [1, 3] }, seededRandom(5))
    const { causal } = explain(warningOn(world, worstDay(world)))
    expect([...causal].map(({ id }) => id)).toEqual(['Sensor1', 'Sensor3'])
  })

  test('shared sources are counted once by the engine, and told when it matters', () => {
    const world = makeWorld({ sensors: 7, sharing: 6 }, seededRandom(3))
    const day = worstDay(world)
    const exact = exactProbability(world, day)
    const { fused, headline } = explain(warningOn(world, day), { exactProbability: exact })
    expect(fused.probability - exact).toBeGreaterThan(0.1)
    expect(plainText(headline)).toContain('counted once, the probability would be')
  })
})

describe('what was observed', () => {
  const told = (one: object) =>
    textOf(
      plain({
        signals: [{ id: 's', label: 'S', sensorId: 'k', likelihoodRatio: 3, dataSignalIds: ['d'] }],
        dataSignals: [
          { id: 'd', source: 'log', quantity: 'Log-ins', value: 30, observedAt: '2026-11-24T06:00:00Z', ...one },
        ],
      }),
    )
  const baseline = { mean: 20, sd: 4, n: 100, from: '2026-01-01', to: '2026-06-30' }

  test.each([
    [{ baseline }, '2.5 standard deviations above and 1.5 times its usual level of 20'],
    [{ baseline: { ...baseline, mean: 28 } }, 'near its usual level of 28'],
    [{ value: -4, baseline: { ...baseline, mean: 0 } }, '1 standard deviations below its usual level of 0'],
    [{ baseline: { ...baseline, sd: 0 } }, '“Log-ins” was 30 on 24 November 2026, 06:00 UTC (“log”)'],
    [{ baseline: { ...baseline, n: 4 } }, '“Log-ins” was 30 on 24 November 2026, 06:00 UTC (“log”)'],
    [{ withheld: true }, 'is recorded, and withheld from this reader'],
    [{ unit: 'tries', baseline }, 'was 30 tries on'],
  ])('%j: %s', (one, said) => {
    expect(told(one)).toContain(said)
  })
})

describe('bad input', () => {
  test.each([
    [
      { window: { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' } },
      'warning/window',
      'before the warning was issued',
    ],
    [{ window: { from: '2026-11-27T00:00:00Z', to: '2026-11-26T00:00:00Z' } }, 'warning/window', 'before it begins'],
    [{ sensors: [] }, 'warning/unknown', 'Signal s0 refers to unknown sensor k'],
    [
      { signals: [{ id: 'a', label: 'A', sensorId: 'k', likelihoodRatio: 1, dataSignalIds: ['a'] }] },
      'warning/cycle',
      'refers to itself through a',
    ],
    [{ probability: 1.2 }, 'warning/invalid', 'probability'],
    [{ sensors: [...sensors, ...sensors] }, 'warning/duplicate', 'Two sensors are called k'],
  ])('%j', (more, code, message) => {
    const error = refusal(() => checkWarning(plain(more)))
    expect(error.code).toBe(code)
    expect(error.message).toContain(message)
  })

  test.each([
    [plain({ fusion: { method: 'noisy-or', prior: 0.1 } }), 'fusion/field'],
    [plain({ graph: { text: 'dag { A -> B }', threat: 'T' } }), 'graph/threat'],
    [plain({ graph: { text: 'dag { A -> ', threat: 'A' } }), 'graph/unreadable'],
  ])('is refused while telling', (raw, code) => {
    expect(refusal(() => tell(raw)).code).toBe(code)
  })

  test('no JSON', () => expect(refusal(() => readWarning('{')).code).toBe('warning/json'))

  test('an unknown threat, another target and no signals are told, and stop nothing', () => {
    const strange = { id: 'x', label: 'X', sensorId: 'k', likelihoodRatio: 2, target: 'another' }
    const { warning, notices } = checkWarning(plain({ threatType: 'meteor', signals: [strange] }))
    expect(notices).toEqual([
      '“meteor” is no threat type of the list; it is called “other” here.',
      'X forecasts another target, another, and is left out.',
      'The warning was issued without supporting signals.',
    ])
    expect(plainText(explain(warning).headline)).toContain('It was issued without supporting signals.')
  })

  test('a very long name is cut, and whole in the fields', () => {
    const target = 'x'.repeat(250)
    const { headline } = tell(plain({ target }))
    expect(headline.text).toContain(`“${'x'.repeat(79)}…”`)
    expect(headline.fields.target).toBe(target)
  })
})

describe('the method', () => {
  test('its sample tells a warning with a cause denied, three figures and two files', async () => {
    const { report } = await runMethod(method, { input: method.sample, seed: 1 })
    expect(report.figures).toHaveLength(3)
    expect(report.files.map(({ name }) => name)).toEqual(['explanation.txt', 'explanation.json'])
    expect(report.files[0]!.content).toContain('no causal link to the threat is established')
  })

  test('the same seed gives the same report, another another', async () => {
    const reports = await Promise.all([1, 1, 2].map((seed) => runMethod(method, { input: {}, seed })))
    expect(reports[0]!.report).toEqual(reports[1]!.report)
    expect(reports[0]!.report).not.toEqual(reports[2]!.report)
  })

  test('the reader’s level cuts what is below it', async () => {
    const depth = async (reader: string) =>
      JSON.stringify((await runMethod(method, { input: { reader }, seed: 1 })).report.text).length
    const depths = await Promise.all(['headline', 'analyst', 'auditor'].map(depth))
    expect(depths).toEqual([...depths].sort((a, b) => a - b))
    expect(new Set(depths).size).toBe(3)
  })

  test('the sample file is told: one cause, one method, details withheld', () => {
    const text = plainText(
      explain(readWarning(readFileSync(new URL('sample/warning.json', import.meta.url), 'utf8')).warning).headline,
    )
    expect(text.match(/because/g)).toHaveLength(2)
    expect(text).toContain('“Forum chatter” comes from “the forum reader”')
    expect(text).toContain('withheld from this reader')
  })

  test('a warning of one’s own', async () => {
    const { report } = await runMethod(method, { input: { warning: JSON.stringify(plain()) }, seed: 1 })
    expect(report.headline).toContain('is about even (0.457)')
  })
})

test('sentences name the input they rest on, and no two share an id', () => {
  const world = makeWorld({ sensors: 8, sharing: 3 }, seededRandom(8))
  const all = sentencesOf(explain(warningOn(world, worstDay(world))).headline)
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  for (const { uses } of all) expect(uses.length).toBeGreaterThan(0)
})

test('every claim keeps its verdict, in a hurry', async () => {
  const context = {
    random: seededRandom,
    quick: true,
    progress: async () => {},
    signal: new AbortController().signal,
    log: () => {},
    supplied: async () => undefined,
  }
  for (const { id, check } of claims) expect([id, (await check(context)).state]).toEqual([id, 'holds'])
})
