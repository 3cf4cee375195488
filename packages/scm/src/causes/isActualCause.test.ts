import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defineFiniteScm, type FiniteScmDescription } from '../model/finiteScm.ts'
import { randomModel, valueIn } from '../model/testing.ts'
import type { World } from '../model/worlds.ts'
import { type Random, seededRandom } from '../random.ts'
import { actualCauses, gradedCauses } from './actualCauses.ts'
import { causalStories } from './examples.ts'
import { type CauseDefinition, isActualCause, satisfiesAc1, satisfiesAc2, satisfiesAc3 } from './isActualCause.ts'
import { blame, responsibility } from './responsibility.ts'

const definitions = ['original', 'updated', 'modified', 'but-for', 'NESS'] as const

/** Whether the event is a cause by each definition, in the order of `definitions`. */
function verdicts(
  story: keyof typeof causalStories,
  cause: Record<string, number>,
  asked: readonly CauseDefinition[] = definitions,
) {
  const { model, context, effect } = causalStories[story]
  return asked.map((definition) => isActualCause(model, { context, effect, cause, definition }).verdict)
}

describe('the stories of the literature', () => {
  test.each([
    // story, cause, original, updated, modified, but-for, NESS
    ['forestFireEither', { L: 1 }, [true, true, false, false, true]],
    ['forestFireEither', { MD: 1 }, [true, true, false, false, true]],
    ['forestFireBoth', { L: 1 }, [true, true, true, true, true]],
    ['rockThrowing', { ST: 1 }, [true, true, true, false, true]],
    ['rockThrowing', { BT: 1 }, [false, false, false, false, false]],
    ['rockThrowing', { SH: 1 }, [true, true, true, false, true]],
    ['loadedGun', { A: 1 }, [true, false, false, false, false]],
    ['loadedGun', { C: 1 }, [true, true, true, true, true]],
    ['vote', { V1: 1 }, [true, true, false, false, true]],
    ['firingSquad', { A: 1 }, [true, true, false, false, true]],
    ['firingSquad', { C: 1 }, [true, true, true, true, true]],
    ['poisonAndAntidote', { B: 1 }, [true, true, false, false, true]],
    ['railroadSwitch', { F: 1 }, [true, true, true, false, true]],
  ] as const)('%s, %o', (story, cause, expected) => {
    expect(verdicts(story, cause)).toEqual(expected)
  })

  const both = ['modified', 'but-for'] as const

  test('either fire: only together are lightning and match a cause, and for the original definition they are too much', () => {
    expect(verdicts('forestFireEither', { L: 1, MD: 1 }, both)).toEqual([true, true])
    const { model, context, effect } = causalStories.forestFireEither
    const verdict = isActualCause(model, { context, effect, cause: { L: 1, MD: 1 }, definition: 'original' })
    expect(verdict).toMatchObject({ verdict: false, ac1: true, ac2: true, ac3: false, smaller: { L: 1 } })
    expect(verdict.reasons).toEqual(['AC3 fails: L = 1 alone would do.'])
  })

  test('Suzy’s witness holds Billy’s rock where it was: in the air', () => {
    const { model, context, effect } = causalStories.rockThrowing
    const { witness } = isActualCause(model, { context, effect, cause: { ST: 1 } })
    expect(witness).toEqual({
      alternative: { ST: 0 },
      contingency: { BH: 0 },
      world: { ST: 0, BT: 1, SH: 0, BH: 0, BS: 0 },
    })
  })

  test('what did not happen is no cause, and AC1 says so', () => {
    const { model, context, effect } = causalStories.rockThrowing
    const query = { context, effect, cause: { ST: 0 } }
    expect(isActualCause(model, query)).toMatchObject({
      verdict: false,
      ac1: false,
      reasons: ['AC1 fails: ST is 1 in this context, not 0.'],
    })
    expect(satisfiesAc1(model, query)).toBe(false)
    expect(satisfiesAc1(model, { ...query, cause: { ST: 1 } })).toBe(true)
    expect(satisfiesAc2(model, { ...query, cause: { ST: 1 } })?.contingency).toEqual({ BH: 0 })
    expect(satisfiesAc3(model, { ...query, cause: { ST: 1, BT: 1 } })).toBe(false)
  })

  test('an effect may be any condition', () => {
    const { model, context } = causalStories.rockThrowing
    const effect = (values: Readonly<Record<string, number>>) => values.BS === 1 && values.BH === 0
    expect(isActualCause(model, { context, effect, cause: { ST: 1 } }).verdict).toBe(true)
    expect(isActualCause(model, { context, effect, cause: { BT: 1 } }).verdict).toBe(false)
  })

  test('all causes are listed: of a vote, every set of six voters', () => {
    const { model, context, effect } = causalStories.vote
    const causes = actualCauses(model, { context, effect, definition: 'modified', maxSize: 6 })
    expect(causes).toHaveLength(462) // 11 choose 6
    expect(causes.every(({ cause }) => Object.keys(cause).length === 6)).toBe(true)
    expect(actualCauses(model, { context, effect, definition: 'updated', maxSize: 1 })).toHaveLength(11)
  })
})

describe('responsibility and blame', () => {
  const { model, context, effect } = causalStories.vote

  test('a voter of eleven to nothing has 1/6 by either count', () => {
    expect(responsibility(model, { context, effect, cause: { V1: 1 } }).degree).toBeCloseTo(1 / 6, 12)
    expect(responsibility(model, { context, effect, cause: { V1: 1 }, definition: 'updated' }).degree).toBeCloseTo(
      1 / 6,
      12,
    )
  })

  test('a voter of six to five has 1', () => {
    const close = Object.fromEntries(Object.keys(context).map((name, i) => [name, i < 6 ? 1 : 0]))
    for (const definition of ['original', 'updated', 'modified', 'but-for'] as const)
      expect(responsibility(model, { context: close, effect, cause: { V1: 1 }, definition }).degree).toBe(1)
    expect(responsibility(model, { context: close, effect, cause: { V9: 0 } }).degree).toBe(0)
  })

  test('of ten marksmen with one live bullet unknown to them, each is to blame for a tenth', () => {
    // Chockler & Halpern (2004), example 3.? : the excuse of the firing squad.
    const squad = Array.from({ length: 10 }, (_, i) => `M${i}`)
    const marksmen = defineFiniteScm({
      exogenous: [{ names: ['live'], cards: [10], p: Array<string>(10).fill('1/10') }],
      endogenous: [
        ...squad.map((name) => ({ name, card: 2, parents: [], table: [1] })),
        { name: 'D', card: 2, parents: ['live', ...squad], equation: (values) => values[`M${values.live}`]! },
      ],
    })
    const degree = (p: number) =>
      blame(marksmen, {
        cause: { M3: 1 },
        effect: { D: 1 },
        contexts: [
          { context: { live: 3 }, p },
          { context: { live: 4 }, p: 1 - p },
        ],
      })
    expect(blame(marksmen, { cause: { M3: 1 }, effect: { D: 1 } })).toBeCloseTo(0.1, 12)
    expect(degree(0.25)).toBeCloseTo(0.25, 12)
    expect(() => degree(2)).not.toThrow()
    expect(() =>
      blame(marksmen, { cause: { M3: 1 }, effect: { D: 1 }, contexts: [{ context: { live: 3 }, p: 0.5 }] }),
    ).toThrow('sum to 0.5')
  })
})

test('normality keeps out what only an abnormal contingency shows, and grades the rest', () => {
  // Halpern & Hitchcock (2015): the antidote counts only through a world with poison in it, which is abnormal.
  const { model, context, effect } = causalStories.poisonAndAntidote
  const normality = ({ P }: Readonly<Record<string, number>>) => (P === 1 ? 0 : 1)
  const query = { context, effect, cause: { B: 1 }, definition: 'updated' } as const
  expect(isActualCause(model, query).verdict).toBe(true)
  expect(isActualCause(model, { ...query, normality }).verdict).toBe(false)
  const graded = gradedCauses(causalStories.forestFireBoth.model, {
    context: causalStories.forestFireBoth.context,
    effect: { F: 1 },
    normality: ({ L, MD }) => (L === 1 ? -5 : 0) + (MD === 1 ? -1 : 0),
  })
  expect(graded.map(({ cause, normality: grade }) => [cause, grade])).toEqual([
    [{ L: 1 }, -1],
    [{ MD: 1 }, -5],
  ])
})

describe('on bad input', () => {
  const { model, context, effect } = causalStories.rockThrowing

  test.each([
    [{ context: {}, effect, cause: { ST: 1 } }, 'The context says nothing of U_ST, U_BT.'],
    [{ context: { ...context, SH: 1 }, effect, cause: { ST: 1 } }, '“SH” is endogenous'],
    [{ context, effect, cause: { St: 1 } }, 'no variable “St”'],
    [{ context, effect, cause: { ST: 3 } }, '“ST” has no value 3'],
    [{ context, effect, cause: { U_ST: 1 } }, '“U_ST” is exogenous'],
    [{ context, effect, cause: {} }, 'The cause is empty'],
    [{ context, effect: {} as Record<string, number>, cause: { ST: 1 } }, 'The effect is empty'],
    [{ context, effect, cause: { ST: 1, BT: 1 }, definition: 'NESS' as const }, 'NESS is defined for one event'],
  ])('%o says what is wrong', (query, message) => {
    expect(() => isActualCause(model, query)).toThrow(message)
  })

  test('a search that is cut short gives no verdict', () => {
    const { model, context, effect } = causalStories.vote
    expect(() => isActualCause(model, { context, effect, cause: { V1: 1 }, definition: 'original', limit: 5 })).toThrow(
      'went past 5 states',
    )
  })
})

// ——— against a checker that goes through every W⃗, w⃗′, W⃗′ and Z⃗′ of the definitions as they are written ———

type Asked = {
  model: FiniteScmDescription
  setting: Map<string, number>
  cause: Record<string, number>
  effect: Record<string, number>
}

const holdsIn = ({ model, setting, effect }: Asked, world: World) =>
  Object.entries(effect).every(([name, value]) => valueIn(model, setting, name, world) === value)

function* subsets<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let mask = 0; mask < 1 << items.length; mask++) yield items.filter((_, i) => mask & (1 << i))
}

function* assignments({ model }: Asked, names: readonly string[]): Generator<Record<string, number>> {
  const [first, ...rest] = names
  if (first === undefined) return yield {}
  const { card } = model.endogenous.find(({ name }) => name === first)!
  for (const others of assignments({ model } as Asked, rest))
    for (let value = 0; value < card; value++) yield { [first]: value, ...others }
}

function bruteAc2(
  asked: Asked,
  cause: Record<string, number>,
  definition: 'original' | 'updated' | 'modified' | 'but-for',
): boolean {
  const { model, setting } = asked
  const actual = Object.fromEntries(model.endogenous.map(({ name }) => [name, valueIn(model, setting, name, {})]))
  const outside = model.endogenous.map(({ name }) => name).filter((name) => !(name in cause))
  const actually = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, actual[name]!]))
  for (const w of definition === 'but-for' ? [[] as string[]] : subsets(outside)) {
    const z = outside.filter((name) => !w.includes(name))
    const values = definition === 'modified' ? [actually(w)] : assignments(asked, w)
    for (const held of values)
      for (const alternative of assignments(asked, Object.keys(cause))) {
        if (holdsIn(asked, { ...alternative, ...held })) continue
        if (definition === 'modified' || definition === 'but-for') return true
        const parts = definition === 'original' ? [w] : [...subsets(w)]
        const always = parts.every((part) =>
          [...subsets(z)].every((frozen) =>
            holdsIn(asked, {
              ...actually(frozen),
              ...Object.fromEntries(part.map((name) => [name, held[name]!])),
              ...cause,
            }),
          ),
        )
        if (always) return true
      }
  }
  return false
}

function bruteVerdict(asked: Asked, definition: 'original' | 'updated' | 'modified' | 'but-for') {
  const { model, setting, cause } = asked
  const ac1 =
    Object.entries(cause).every(([name, value]) => valueIn(model, setting, name, {}) === value) && holdsIn(asked, {})
  const ac2 = bruteAc2(asked, cause, definition)
  const smaller = [...subsets(Object.entries(cause))].filter(
    (part) => part.length > 0 && part.length < Object.keys(cause).length,
  )
  const ac3 = smaller.every((part) => !bruteAc2(asked, Object.fromEntries(part), definition))
  return { verdict: ac1 && ac2 && ac3, ac1, ac2, ac3 }
}

function randomQuestion(random: Random, endogenous: number): Asked {
  const below = (n: number) => Math.floor(random() * n)
  const model = randomModel({ random, endogenous, exogenous: 2, mostCard: random() < 0.7 ? 2 : 3 })
  const setting = new Map(
    model.exogenous.flatMap(({ names, cards }) => names.map((name, i) => [name, below(cards[i]!)] as const)),
  )
  const effectName = `V${endogenous - 1 - below(2)}`
  const others = model.endogenous.map(({ name }) => name).filter((name) => name !== effectName)
  const chosen = others.filter(() => random() < 0.4)
  const actual = (name: string) => valueIn(model, setting, name, {})
  const cause = Object.fromEntries((chosen.length > 0 ? chosen : [others[0]!]).map((name) => [name, actual(name)]))
  return { model, setting, cause, effect: { [effectName]: actual(effectName) } }
}

test.each(['original', 'updated', 'modified', 'but-for'] as const)(
  'the %s definition agrees with brute force',
  (definition) => {
    let positive = 0
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const asked = randomQuestion(seededRandom(seed), 4)
        const context = Object.fromEntries(asked.setting)
        const { verdict, ac1, ac2, ac3, witness } = isActualCause(defineFiniteScm(asked.model), {
          ...asked,
          context,
          definition,
        })
        expect({ verdict, ac1, ac2, ac3 }).toEqual(bruteVerdict(asked, definition))
        if (verdict) positive++
        if (witness) expect(holdsIn(asked, { ...witness.alternative, ...witness.contingency })).toBe(false)
      }),
      { numRuns: 250 },
    )
    expect(positive).toBeGreaterThan(10)
  },
)

test('Halpern (2016), theorem 2.2.3: modified parts are updated parts and original causes; original causes are single', () => {
  let parts = 0
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const asked = randomQuestion(seededRandom(seed), 5)
      const model = defineFiniteScm(asked.model)
      const query = { context: Object.fromEntries(asked.setting), effect: asked.effect }
      const partsOf = (definition: CauseDefinition) =>
        new Set(actualCauses(model, { ...query, definition }).flatMap(({ cause }) => Object.keys(cause)))
      const original = actualCauses(model, { ...query, definition: 'original' })
      const [modified, updated, singles] = [partsOf('modified'), partsOf('updated'), partsOf('original')]
      expect(original.every(({ cause }) => Object.keys(cause).length === 1)).toBe(true)
      expect([...modified].filter((name) => !updated.has(name))).toEqual([])
      expect([...updated].filter((name) => !singles.has(name))).toEqual([])
      parts += modified.size
    }),
    { numRuns: 200 },
  )
  expect(parts).toBeGreaterThan(50)
})

test('twenty relevant variables are within reach, also where there is no contingency', () => {
  // Y holds whatever V0 does: no definition finds a contingency, and each has to look everywhere to know.
  const n = 19
  const model = defineFiniteScm({
    exogenous: Array.from({ length: n }, (_, i) => ({ names: [`U${i}`], cards: [2], p: [0.5, 0.5] })),
    endogenous: [
      ...Array.from({ length: n }, (_, i) => ({
        name: `V${i}`,
        card: 2,
        parents: i < 2 ? [`U${i}`] : [`V${i - 1}`, `V${i - 2}`, `U${i}`],
        table: i < 2 ? [0, 1] : [0, 1, 1, 0, 1, 0, 0, 1], // parity
      })),
      { name: 'Y', card: 2, parents: ['V17', 'V18', 'U0'], equation: ({ V17, V18, U0 }) => V17 === V18 || U0 === 1 },
    ],
  })
  const context = Object.fromEntries(Array.from({ length: n }, (_, i) => [`U${i}`, i === 0 ? 1 : 0]))
  for (const definition of ['original', 'updated', 'modified'] as const) {
    const { ac1, ac2 } = isActualCause(model, { context, cause: { V0: 1 }, effect: { Y: 1 }, definition })
    expect({ ac1, ac2 }).toEqual({ ac1: true, ac2: false })
  }
})
