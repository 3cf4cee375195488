import { seededRandom } from '@causerie/lab'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { factorTable, responsibilities } from './factors.ts'
import { library } from './library.ts'
import { asScenario, literalFactors, randomEquations } from './randomScenario.ts'
import { parseScenario } from './scenario.ts'

const read = (id: string) => parseScenario(library.find((story) => story.id === id)!.scenario)
const rowsOf = (id: string) => new Map(factorTable(read(id)).map((row) => [row.name, row]))

describe('two throwers', () => {
  test('the first is sufficient, not necessary, and a cause while the second rock is held as it missed', () => {
    const suzy = rowsOf('suzy').get('Suzy')!
    expect(suzy).toMatchObject({ sufficient: true, necessary: false, halpernPearl: true })
    expect(suzy.witness!.held).toEqual({ BillyHits: 0 })
    expect(suzy.witness!.world.Shatters).toBe(0)
  })

  test('the second is sufficient too, and no cause', () => {
    expect(rowsOf('suzy').get('Billy')).toMatchObject({ sufficient: true, necessary: false, halpernPearl: false })
  })
})

test('either of two arsonists: neither necessary nor a cause alone, both part of the joint cause', () => {
  const story = read('arsonists-either')
  for (const row of factorTable(story))
    expect(row).toMatchObject({ sufficient: true, necessary: false, halpernPearl: false })
  expect([...responsibilities(story).values()]).toEqual([0.5, 0.5])
})

test('a cause in a chain is sufficient for what it brings about, but not with its mediator free to differ', () => {
  const chain = parseScenario('A := 1\nB = A\nC = B\noutcome C = 1\nevent A asked')
  expect(factorTable(chain)[0]).toMatchObject({ sufficient: true, necessary: true })
  const strict = factorTable(chain, { sufficiency: 'strict' })[0]!
  expect(strict.sufficient).toBe(false)
  expect(strict.failsWith).toEqual({ B: 0 })
})

test('an event of three values is necessary as soon as one other value would have prevented the outcome', () => {
  const dose = parseScenario('Dose of 0..2 := 1\nIll = Dose >= 1\noutcome Ill = 1\nevent Dose asked')
  expect(factorTable(dose)[0]).toMatchObject({ value: 1, sufficient: true, necessary: true, halpernPearl: true })
})

test('the engine agrees with the definitions taken literally, and necessity implies Halpern–Pearl', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const equations = randomEquations(seededRandom(seed))
      for (const [event, row] of factorTable(asScenario(equations)).entries()) {
        expect(row).toMatchObject(literalFactors(equations, event))
        if (row.necessary) expect(row.halpernPearl).toBe(true)
      }
    }),
    { numRuns: 150 },
  )
})
