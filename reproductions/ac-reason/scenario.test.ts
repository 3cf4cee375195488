import { LabError } from '@causerie/lab'
import { describe, expect, test } from 'vitest'
import { parseFormula } from './formula.ts'
import { library } from './library.ts'
import { parseScenario } from './scenario.ts'

function refusal(work: () => unknown): LabError {
  try {
    work()
  } catch (error) {
    if (error instanceof LabError) return error
    throw error
  }
  throw new Error('it was accepted')
}

describe('formulas', () => {
  test.each([
    ['A and not B', { A: 1, B: 0 }, 1],
    ['not A or B', { A: 1, B: 0 }, 0],
    ['A or B and C', { A: 1, B: 0, C: 0 }, 1],
    ['A xor B', { A: 1, B: 1 }, 0],
    ['A + B * 2 - 1', { A: 1, B: 2 }, 4],
    ['A + B >= 2', { A: 1, B: 1 }, 1],
    ['if A then B else 3', { A: 0, B: 1 }, 3],
    ['max(A, B, 2)', { A: 1, B: 0 }, 2],
    ['not (A == B)', { A: 1, B: 0 }, 1],
    ['été and 是', { été: 1, 是: 1 }, 1],
  ])('%s at %j is %i', (text, values, value) => {
    expect(Number(parseFormula(text).value(values))).toBe(value)
  })

  test.each([
    ['A and', 'Column 6 of “A and”: expected a name, a number or “(”, found the end.'],
    ['A B', 'Column 3 of “A B”: expected the end, found B.'],
    ['(A or B', 'expected “)”, found the end.'],
    ['A & B', 'Column 3 of “A & B”: “&” means nothing here.'],
    ['if A then B', 'expected “else”, found the end.'],
  ])('%s is refused where it goes wrong', (text, message) => {
    expect(refusal(() => parseFormula(text)).message).toContain(message)
  })
})

describe('scenarios', () => {
  test('remarks, blank lines, annotations in any order', () => {
    const { events, actual, title } = parseScenario(
      'title Two # of them\r\n\r\nA := 1\r\nB = A # follows\r\noutcome B = 1\r\nevent A = 1, asked, intended, order 3, norm',
    )
    expect(title).toBe('Two')
    expect(actual).toEqual({ A: 1, B: 1 })
    expect(events).toEqual([{ name: 'A', value: 1, order: 3, normViolated: true, intended: true, focal: true }])
  })

  test.each([
    ['', 'scenario/outcome', 'names no outcome'],
    ['A := 1\noutcome A = 1\noutcome A = 1', 'scenario/outcome', 'names two outcomes'],
    ['A := 1\nwhat is this\noutcome A = 1', 'scenario/line', 'Line 2: “what is this” is not understood'],
    ['A := 1\nB = A and\noutcome B = 1', 'scenario/formula', 'Line 2: Column 6'],
    ['A := 1\nB = A and C\noutcome B = 1', 'scenario/unknown', 'mentions C'],
    ['A := 1\nB = A\noutcome C = 1', 'scenario/unknown', 'C has no line of its own'],
    ['A := 0\nB = A\noutcome B = 1', 'scenario/not-actual', 'B = 1 did not happen'],
    ['A := 1\nB = A\noutcome B = 1\nevent A = 0', 'scenario/not-actual', 'A = 0 did not happen'],
    ['A := 1\nB = A\noutcome B = 1\nevent B', 'scenario/events', 'one of its own causes'],
    ['A = B\nB = A\noutcome B = 1', 'scenario/cycle', 'A'],
    ['A := 1\nA := 0\noutcome A = 1', 'scenario/duplicate', 'A has two lines'],
    ['A := 1\nB = A + 3\noutcome B = 1', 'scenario/table', 'B'],
    ['A := 7\nB = A\noutcome B = 1', 'scenario/unknown-value', '7'],
  ])('%j is refused as %s', (text, code, message) => {
    const error = refusal(() => parseScenario(text))
    expect(error.code).toBe(code)
    expect(error.message).toContain(message)
  })

  test('more than twelve events are too many to search', () => {
    const names = Array.from({ length: 13 }, (_, at) => `E${at}`)
    const text = `${names.map((name) => `${name} := 1`).join('\n')}\nY = ${names.join(' or ')}\noutcome Y = 1\n${names.map((name) => `event ${name}`).join('\n')}`
    expect(refusal(() => parseScenario(text)).details).toMatchObject({ dossier: 'E_TOO_MANY_EVENTS' })
  })
})

test('the library: 29 stories that can be read, each asked about one event, no name twice', () => {
  expect(new Set(library.map(({ id }) => id)).size).toBe(29)
  for (const { scenario } of library)
    expect(parseScenario(scenario).events.filter(({ focal }) => focal)).toHaveLength(1)
})
