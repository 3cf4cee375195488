import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parentsOf } from '../graph/walks.ts'
import { seededRandom } from '../random.ts'
import { randomMixedGraph } from '../testing/graphs.ts'
import { probabilityOfNecessity } from './causation.ts'
import { defineScm } from './model.ts'
import { query } from './query.ts'
import { scmFromTables, startTable } from './scmFromTables.ts'

const drug = scmFromTables({
  tables: [
    { name: 'X', card: 2, parents: [], p: [0.4, 0.6] },
    { name: 'Y', card: 2, parents: ['X'], p: [0.8, 0.2, 0.3, 0.7], levels: ['ill', 'well'] },
  ],
})

describe('a model from tables', () => {
  test('has the conditional probabilities of its tables', () => {
    const model = defineScm(drug)
    expect([...query(model, { of: ['Y'], do: { X: 1 } }).p].map((p) => +p.toFixed(12))).toEqual([0.3, 0.7])
    expect(query(model, { of: ['X'] }).p[1]).toBeCloseTo(0.6, 12)
    expect(query(model, { of: ['Y'] }).variables[0]!.levels).toEqual(['ill', 'well'])
  })

  test('is monotone: PN = 1 − P(y | x′) / P(y | x) (Tian & Pearl 2000, thm. 3)', () => {
    expect(probabilityOfNecessity(defineScm(drug), { treatment: 'X', outcome: 'Y' }).probability).toBeCloseTo(
      1 - 0.2 / 0.7,
      12,
    )
  })

  test('agrees with random tables, row by row', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(3), (seed, more) => {
        const random = seededRandom(seed)
        const graph = randomMixedGraph(seed, { nodes: 2 + more, kind: 'dag', density: 0.6 })
        const card = new Map(graph.nodes.map((name) => [name, 2 + Math.floor(random() * 2)]))
        const tables = graph.nodes.map((name) => {
          const parents = parentsOf(graph, name).filter((parent) => parent !== name)
          const rows = parents.reduce((product, parent) => product * card.get(parent)!, 1)
          return { name, card: card.get(name)!, parents, p: startTable(rows, card.get(name)!, random) }
        })
        const model = defineScm(scmFromTables({ tables }))
        for (const { name, parents, p, card: count } of tables) {
          const row = Math.floor(random() * (p.length / count))
          let rest = row
          const set: Record<string, number> = {}
          for (const parent of parents.toReversed()) {
            set[parent] = rest % card.get(parent)!
            rest = Math.floor(rest / card.get(parent)!)
          }
          const { p: found } = query(model, { of: [name], do: set })
          for (let k = 0; k < count; k++) expect(found[k]).toBeCloseTo(p[row * count + k]!, 9)
        }
      }),
    )
  })

  test.each([
    [[0.5, 0.6], 'Row 1 of the table of “X” sums to 1.1'],
    [[1.5, -0.5], 'Row 1 of the table of “X” has the entry 1.5'],
    [[Number.NaN, 1], 'has the entry NaN'],
    [[1], 'has 1 entries; it needs 1 × 2'],
  ])('%j is refused: %s', (p, sentence) => {
    expect(() => scmFromTables({ tables: [{ name: 'X', card: 2, parents: [], p }] })).toThrow(sentence)
  })

  test('a cause without a table is refused', () => {
    expect(() => scmFromTables({ tables: [{ name: 'X', card: 2, parents: ['Z'], p: [1, 0] }] })).toThrow(
      '“X” depends on “Z”',
    )
  })
})

test('start tables have two decimals, sum to one in every row, and have no zero', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 2, max: 9 }), (seed, rows, card) => {
      for (const table of [startTable(rows, card, seededRandom(seed)), startTable(rows, card)]) {
        expect(table.length).toBe(rows * card)
        for (let row = 0; row < rows; row++) {
          const part = table.slice(row * card, (row + 1) * card).map((p) => Math.round(p * 100))
          expect(part.reduce((a, b) => a + b, 0)).toBe(100)
          expect(Math.min(...part)).toBeGreaterThan(0)
        }
        expect(table.every((p) => Math.abs(p * 100 - Math.round(p * 100)) < 1e-9)).toBe(true)
      }
    }),
  )
  expect(startTable(1, 2)).toEqual([0.5, 0.5])
})
