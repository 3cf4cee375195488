import { expect, test } from 'vitest'
import { createGraph, directed } from '../graph/graph.ts'
import { leastSquares } from '../numerics/leastSquares.ts'
import { seededRandom } from '../random.ts'
import { fitScm } from './fitScm.ts'
import { linear } from './functionalScm.ts'
import { defineScm } from './model.ts'
import { defineNetwork } from './network.ts'
import { query } from './query.ts'
import { sample } from './sample.ts'

const graph = createGraph({ kind: 'dag', edges: [directed('Z', 'X'), directed('Z', 'Y'), directed('X', 'Y')] })

test('least squares: a worked example, y = 1 + 2x through noise that cancels', () => {
  const fit = leastSquares(
    [
      [1, 1, 1, 1],
      [0, 1, 2, 3],
    ],
    [1.1, 2.9, 4.9, 7.1],
  )
  expect(fit).toMatchObject({ rank: 'full', residualSum: expect.closeTo(0.04, 9) })
  if (fit.rank === 'full') expect([...fit.coefficients]).toEqual([expect.closeTo(1, 9), expect.closeTo(2, 9)])
  expect(
    leastSquares(
      [
        [1, 1, 1],
        [2, 2, 2],
      ],
      [1, 2, 3],
    ),
  ).toEqual({ rank: 'deficient', column: 1 })
})

test('a linear model fitted to its own sample comes back within its standard errors', () => {
  const model = defineScm({
    mechanisms: { Z: linear({}, { intercept: 2 }), X: linear({ Z: 1.5 }), Y: linear({ X: -2, Z: 0.5 }, { sd: 0.5 }) },
  })
  const { columns } = sample(model, { n: 20_000, random: seededRandom(4) })
  const fitted = fitScm(graph, columns as Record<string, Float64Array>)
  if (fitted.kind !== 'functional') throw new Error('expected a functional model')
  const { mechanism } = fitted.variables[fitted.index.get('Y')!]!
  if (mechanism.kind !== 'linear') throw new Error('expected a linear mechanism')
  const at = (parent: string) => mechanism.coefficients[mechanism.parents.indexOf(parent)]!
  expect(Math.abs(at('X') + 2)).toBeLessThan(4 * (0.5 / Math.sqrt(20_000))) // sd(X | Z) = 1
  expect(Math.abs(at('Z') - 0.5)).toBeLessThan(4 * (0.5 / Math.sqrt(20_000)) * Math.sqrt(1 + 1.5 ** 2))
  expect(Math.abs(mechanism.noise.sd - 0.5)).toBeLessThan(4 * (0.5 / Math.sqrt(40_000)))
})

test('a network fitted to its own sample answers as it does', () => {
  const network = defineNetwork([
    { name: 'Z', levels: ['no', 'yes'], parents: [], table: [0.4, 0.6] },
    { name: 'X', levels: ['a', 'b', 'c'], parents: ['Z'], table: [0.2, 0.3, 0.5, 0.6, 0.3, 0.1] },
    {
      name: 'Y',
      levels: ['0', '1'],
      parents: ['Z', 'X'],
      table: [0.9, 0.1, 0.5, 0.5, 0.2, 0.8, 0.7, 0.3, 0.4, 0.6, 0.1, 0.9],
    },
  ])
  const { columns } = sample(network, { n: 30_000, random: seededRandom(9) })
  const named = Object.fromEntries(
    network.variables.map(({ name, levels }) => [name, Array.from(columns[name]!, (code) => levels[code]!)]),
  )
  const fitted = fitScm(graph, named)
  if (fitted.kind !== 'network') throw new Error('expected a network')
  const asked = { of: ['Y'], do: { X: 'b' } }
  expect(Math.abs(query(fitted, asked).p[1]! - query(network, asked).p[1]!)).toBeLessThan(0.02)
})

test.each([
  [{ Z: [1, 2] }, 'no column for X, Y'],
  [{ Z: [1, 2], X: [1, 2], Y: [1] }, 'The column Y has 1 rows, not 2.'],
  [{ Z: [1, 2], X: [1, Number.NaN], Y: [1, 2] }, 'Row 2 of the column X is NaN.'],
  [{ Z: [1, 2, 3, 4, 5], X: [2, 4, 6, 8, 10], Y: [1, 2, 3, 4, 6] }, 'X follows from the others'],
])('%o says what is wrong', (table, message) => {
  expect(() => fitScm(graph, table, { family: 'linear-gaussian' })).toThrow(message)
})

test('settings never seen need a pseudocount', () => {
  const table = { Z: ['a', 'b'], X: ['a', 'b'], Y: ['a', 'b'] }
  expect(() => fitScm(graph, table, { pseudocount: 0 })).toThrow(
    'No row of the table has setting 1 of the parents of “Y”',
  )
  expect(() => fitScm(createGraph({ kind: 'admg', edges: [directed('X', 'Y')] }), table)).toThrow(
    'Only a DAG can be fitted; this graph is of the kind admg',
  )
})
